-- Whether somebody else came first with the verified address of this identity, as it was when the user's addresses last changed: null, as no. Who
-- owns it is social_login_verified_email's to say; this is what a session's look-up reads without asking there.
alter table social_login_identity add column email_taken boolean;

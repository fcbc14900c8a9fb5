-- Whoever removes expired sessions finds them without reading the others. On a million rows, and a machine with two busy cores, it took two seconds.
create index social_login_session_expires_at on social_login_session (expires_at);

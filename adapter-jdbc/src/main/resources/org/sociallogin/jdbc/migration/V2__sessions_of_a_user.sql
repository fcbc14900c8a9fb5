-- What a person sees of the own sessions. Both columns may be null, so that a node of the release before can still write rows while others have
-- this schema: it begins a session when it authenticates somebody, and knows no browser.
alter table social_login_session add column created_at timestamp(6) with time zone;
alter table social_login_session add column user_agent varchar(1024);

-- A session is asked for by its token, and by its user: the id alone is no question any more.
create index social_login_session_user on social_login_session (user_id);
drop index social_login_session_id;

-- One row: when expired sessions are to be removed next. Whoever moves it on removes them.
create table social_login_purge (
  due_at timestamp(6) with time zone not null
);
insert into social_login_purge (due_at) values (timestamp with time zone '1970-01-01 00:00:00+00');

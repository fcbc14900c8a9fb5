-- The same for H2 in PostgreSQL mode and for PostgreSQL: nothing that only one of them knows. Each column is as long as the longest value
-- that core lets in; H2 counts a character outside the basic plane as two.

create table social_login_user (
  id uuid primary key,
  registered_at timestamp(6) with time zone not null,
  disabled boolean default false not null
);

-- A subject is unique within its authority: the issuer, else the host of the provider.
create table social_login_identity (
  id uuid primary key,
  user_id uuid not null references social_login_user (id) on delete cascade,
  provider varchar(32) not null,
  authority varchar(255) not null,
  subject varchar(255) not null,
  name varchar(400),
  preferred_username varchar(400),
  email varchar(254),
  email_verified boolean default false not null,
  picture varchar(2000),
  profile varchar(2000),
  attributes varchar(520000) not null,
  linked_at timestamp(6) with time zone not null,
  constraint social_login_identity_key unique (provider, authority, subject)
);
create index social_login_identity_user on social_login_identity (user_id);

-- Apart from the profile: this changes with each sign-in, and the profile hardly ever.
create table social_login_last_login (
  identity_id uuid primary key references social_login_identity (id) on delete cascade,
  at timestamp(6) with time zone not null
);

-- A verified e-mail address has one owner.
create table social_login_verified_email (
  address varchar(254) primary key,
  user_id uuid not null references social_login_user (id) on delete cascade
);
create index social_login_verified_email_user on social_login_verified_email (user_id);

-- An ended row keeps the attempt that made it, and nothing of the person, until no answer to that
-- attempt can come any more. Every index costs each sign-in a page to write, so there is none that
-- no question needs: a session is asked for by its token, and a visit written down by its id.
create table social_login_session (
  attempt bytea primary key,
  attempt_ends_at timestamp(6) with time zone not null,
  id uuid not null,
  token bytea unique,
  user_id uuid,
  identity_id uuid,
  authenticated_at timestamp(6) with time zone,
  last_seen_at timestamp(6) with time zone,
  expires_at timestamp(6) with time zone not null
);
create index social_login_session_id on social_login_session (id);

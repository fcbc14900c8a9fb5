create table member (
  id uuid primary key,
  admin boolean not null
);
create table note (
  id uuid primary key,
  member_id uuid not null references member (id) on delete cascade,
  note_text varchar(1000) not null
);

-- The sign-in library's own four tables (better-auth), as its own migration would make them. What stands in "name",
-- "email" and "phoneNumber" are keyed hashes: the library never learns who somebody is. "id" of a user is people.id.
create table "user" (
  "id" text primary key,
  "name" text not null,
  "email" text not null unique,
  "emailVerified" boolean not null,
  "image" text,
  "createdAt" timestamptz not null default current_timestamp,
  "updatedAt" timestamptz not null default current_timestamp,
  "phoneNumber" text unique,
  "phoneNumberVerified" boolean
);
create table "session" (
  "id" text primary key,
  "expiresAt" timestamptz not null,
  "token" text not null unique,
  "createdAt" timestamptz not null default current_timestamp,
  "updatedAt" timestamptz not null,
  "ipAddress" text,
  "userAgent" text,
  "userId" text not null references "user" ("id") on delete cascade
);
create index session_by_user on "session" ("userId");
create table "account" (
  "id" text primary key,
  "accountId" text not null,
  "providerId" text not null,
  "userId" text not null references "user" ("id") on delete cascade,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamptz,
  "refreshTokenExpiresAt" timestamptz,
  "scope" text,
  "password" text,
  "createdAt" timestamptz not null default current_timestamp,
  "updatedAt" timestamptz not null
);
create index account_by_user on "account" ("userId");
create table "verification" (
  "id" text primary key,
  "identifier" text not null,
  "value" text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null default current_timestamp,
  "updatedAt" timestamptz not null default current_timestamp
);
create index verification_by_identifier on "verification" ("identifier");

-- Tokens for scripts: `silin token --role … --place …`. Only the hash is kept.
create table api_tokens (
  id uuid primary key,
  token_hash bytea not null unique,
  person_id uuid not null references people,
  name text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now()
);

-- Which signed-in user is which person; set at the first sign-in.
alter table people add column user_id text unique references "user" ("id") on delete set null;

-- In which communities a person holds or held a post: what leads from a sign-in to the wall's door. Kept by a trigger,
-- because a post without its membership would lock its holder out, whoever wrote it; appointing is no hot path.
create table memberships (
  person_id uuid not null references people,
  community_id uuid not null references communities,
  primary key (person_id, community_id)
);
create function remember_membership() returns trigger language plpgsql as $$
begin
  insert into memberships (person_id, community_id) values (new.person_id, new.community_id) on conflict do nothing;
  return null;
end $$;
create trigger remember_membership after insert on responsibilities for each row execute function remember_membership();

-- A second factor for staff, sessions that end by themselves and are listed, phone codes that are kept hashed.

-- The sign-in library's own tables for its two plug-ins (better-auth: two-factor, passkey), as it would make them. Secrets
-- and recovery codes are encrypted by the library; a passkey is a public key. No name stands in them: "name" of a passkey
-- is what its owner calls the device.
alter table "user" add column "twoFactorEnabled" boolean default false;
create table "twoFactor" (
  "id" text primary key,
  "secret" text not null,
  "backupCodes" text not null,
  "userId" text not null unique references "user" ("id") on delete cascade,
  "verified" boolean default true,
  "failedVerificationCount" integer default 0,
  "lockedUntil" timestamptz
);
create table "passkey" (
  "id" text primary key,
  "name" text,
  "publicKey" text not null,
  "userId" text not null references "user" ("id") on delete cascade,
  "credentialID" text not null unique,
  "counter" integer not null,
  "deviceType" text not null,
  "backedUp" boolean not null,
  "transports" text,
  "createdAt" timestamptz,
  "aaguid" text
);
create index passkey_by_user on "passkey" ("userId");

-- What the server holds against a session, whatever its cookie says: when it began and was last used, by which way, with
-- which second factor, and in which posts. One sign-in is one "family": it stays when the token is changed for another.
-- Shared, as sessions are: this comes before anybody is known.
create table sign_in_sessions (
  session_id text primary key references "session" ("id") on delete cascade,
  family uuid not null,
  way text not null check (way in ('code', 'password', 'oidc', 'passkey')),
  -- Browser and system in two words, out of a list of our own; the browser's own line about itself is not kept.
  device text not null,
  begun_at timestamptz not null,
  last_used_at timestamptz not null,
  second_factor_at timestamptz,
  -- A keyed hash of the posts held when the token was made: when they change, so does the token.
  posts bytea not null,
  -- The token was changed for another; what was on its way with the old one is still answered for a minute.
  replaced_at timestamptz
);
create index sign_in_sessions_family on sign_in_sessions (family);
create index sign_in_sessions_oldest on sign_in_sessions (last_used_at);

-- Sessions from before go on: nothing is known of them but that they are there.
insert into sign_in_sessions (session_id, family, way, device, begun_at, last_used_at, posts)
select s."id", gen_random_uuid(), case when u."phoneNumber" is null then 'password' else 'code' end, '', s."createdAt",
  s."updatedAt", ''
from "session" s join "user" u on u."id" = s."userId" where s."expiresAt" > now();
delete from "session" where "id" not in (select session_id from sign_in_sessions);

-- Devices from which somebody signed in before: a keyed hash of a random cookie together with the person, so that nobody
-- can read out of it who shares a device. Guessing elsewhere does not slow them down.
create table known_devices (
  key bytea primary key,
  user_id text not null references "user" ("id") on delete cascade,
  seen_at timestamptz not null,
  -- Until when the second factor is not asked for here.
  trusted_until timestamptz
);
create index known_devices_by_user on known_devices (user_id);
create index known_devices_oldest on known_devices (seen_at);

-- Codes that are on their way to a phone, as keyed hashes, with the tries made at each. A code is good on the device that
-- asked for it: its key is a keyed hash of phone and device, so that nobody elsewhere uses up its tries.
create table sign_in_codes (
  key bytea primary key,
  code_hash bytea not null,
  tries int not null,
  expires_at timestamptz not null
);
create index sign_in_codes_oldest on sign_in_codes (expires_at);
-- What the library kept of codes until now opens nothing any more.
delete from "verification" where "identifier" like 'phone-number-otp-%';

-- Null: whoever runs the machine made the link, for one of the three administrators (`silin invite`).
alter table invitations alter column made_by drop not null;
alter table staff_changes alter column by_person_id drop not null;

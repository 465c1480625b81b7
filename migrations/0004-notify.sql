-- Messages on their way. An announcement says what happened and is written with the event itself; deliveries are made
-- from it afterwards, one for each person and channel.

create table announcements (
  community_id uuid not null references communities,
  -- The same event announces once: its subject and sequence make the id.
  subject_id uuid not null,
  sequence int not null,
  kind text not null,
  data jsonb not null default '{}',
  at timestamptz not null,
  primary key (community_id, subject_id, sequence)
);
create index announcements_oldest on announcements (community_id, at);
call silin_wall('announcements');

create table deliveries (
  community_id uuid not null references communities,
  id uuid not null,
  subject_id uuid not null,
  sequence int not null,
  kind text not null,
  data jsonb not null default '{}',
  -- A person who signs in, or a neighbour's voice that left a phone.
  person_id uuid references people,
  voice_id uuid,
  channel text not null check (channel in ('app', 'email', 'sms', 'webhook')),
  status text not null default 'waiting' check (status in ('waiting', 'sent', 'failed')),
  attempts int not null default 0,
  last_error text,
  receipt text,
  not_before timestamptz not null,
  next_attempt_at timestamptz,
  created_at timestamptz not null,
  sent_at timestamptz,
  read_at timestamptz,
  primary key (community_id, id),
  check (num_nonnulls(person_id, voice_id) = 1)
);
create unique index deliveries_once on deliveries
  (community_id, subject_id, sequence, channel, coalesce(person_id, voice_id));
create index deliveries_newest on deliveries (community_id, created_at desc, id desc);
create index deliveries_of_person on deliveries (community_id, person_id, created_at desc) where channel = 'app';
create index deliveries_waiting on deliveries (community_id, next_attempt_at) where status = 'waiting';
call silin_wall('deliveries');

-- By which ways a person wants to be told. Addresses and secrets are sealed.
create table channel_choices (
  person_id uuid not null references people,
  channel text not null check (channel in ('email', 'sms', 'webhook')),
  address_sealed bytea,
  active boolean not null default true,
  changed_at timestamptz not null default now(),
  primary key (person_id, channel)
);

-- Who opened a neighbour's name and phone, when, and for what. Shown to that neighbour on their own page (PIPL art. 44);
-- rows are only ever added.
create table contact_openings (
  community_id uuid not null references communities,
  id uuid not null,
  request_id uuid not null,
  voice_id uuid not null,
  person_id uuid not null references people,
  reason text not null check (reason in ('handling', 'call_back', 'visit')),
  opened_at timestamptz not null,
  primary key (community_id, id),
  foreign key (community_id, request_id) references requests (community_id, id),
  foreign key (community_id, voice_id) references voices (community_id, id)
);
create index contact_openings_by_voice on contact_openings (community_id, voice_id, opened_at);
call silin_wall('contact_openings');

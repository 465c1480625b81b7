-- Which backups were made, so that `silin doctor` can say how old the last one is. Written by the owner alone, after the
-- file was whole and on the disk; where it lies is for nobody to read here. Shared: a backup holds every community.
create table backups (
  id uuid primary key,
  -- The moment that it shows.
  made_at timestamptz not null,
  bytes bigint not null,
  encrypted boolean not null,
  row_count bigint not null,
  file_count bigint not null,
  -- Photos that the database named and the store did not have.
  missing_files bigint not null
);
create index backups_newest on backups (made_at);

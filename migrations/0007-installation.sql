-- What holds for the installation as a whole.

-- Which secret this database was made with, by a keyed fingerprint. Names, phones and the roles' passwords hang on that
-- secret: a server with another one would lock the others out and could read nothing. Only the owner sees this table.
create table secret_fingerprint (
  only_one boolean primary key default true check (only_one),
  fingerprint bytea not null
);

-- System, security and audit administration are three people (GB/T 22239): on no day does one person hold two of them.
-- A range of one person lets a GiST index of plain PostgreSQL compare people; the extension btree_gist is not needed.
create type person_range as range (subtype = uuid);
alter table offices add constraint one_administration_each exclude using gist (
  person_range(person_id, person_id, '[]') with &&,
  daterange(from_day, to_day, '[]') with &&
) where (role in ('sysAdmin', 'securityAdmin', 'auditAdmin') and (to_day is null or to_day >= from_day));

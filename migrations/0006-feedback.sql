-- What people say about this service itself (国办函〔2026〕12号 asks for such a way). Shared: it is about the installation.
create table feedback (
  id uuid primary key,
  text_sealed bytea not null,
  contact_sealed bytea,
  language text not null check (language in ('zh-CN', 'en')),
  created_at timestamptz not null
);
create index feedback_newest on feedback (created_at desc, id desc);

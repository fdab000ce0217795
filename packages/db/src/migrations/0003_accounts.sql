-- Accounts, who belongs to them, and what an access profile leaves open.
create table caudal.accounts (
  id uuid primary key default gen_random_uuid(),
  name text not null check (length(name) between 1 and 200),
  is_demo boolean not null default false,
  created_at timestamptz not null default now()
);

create table caudal.profiles (
  user_id uuid primary key references auth."user" (id),
  email text not null,
  name text not null,
  locale text not null default 'es' check (locale in ('es', 'en')),
  auto_process boolean not null default true,
  created_at timestamptz not null default now()
);

create table caudal.companies (
  id uuid primary key default gen_random_uuid(),
  account_id uuid not null references caudal.accounts (id) on delete cascade,
  name text not null,
  unique (id, account_id),
  unique (account_id, name)
);

create table caudal.warehouses (
  id uuid primary key default gen_random_uuid(),
  account_id uuid not null references caudal.accounts (id) on delete cascade,
  company_id uuid not null,
  name text not null,
  unique (id, account_id),
  unique (company_id, name),
  foreign key (company_id, account_id) references caudal.companies (id, account_id) on delete cascade
);
create index warehouses_account on caudal.warehouses (account_id);

create table caudal.tabs (
  id uuid primary key default gen_random_uuid(),
  account_id uuid not null references caudal.accounts (id) on delete cascade,
  key text not null,
  name text not null,
  unique (id, account_id),
  unique (account_id, key)
);

create table caudal.access_profiles (
  id uuid primary key default gen_random_uuid(),
  account_id uuid not null references caudal.accounts (id) on delete cascade,
  name text not null,
  all_companies boolean not null default false,
  all_warehouses boolean not null default false,
  hidden_fields text[] not null default '{}',
  unique (id, account_id),
  unique (account_id, name)
);

create table caudal.access_profile_companies (
  account_id uuid not null,
  access_profile_id uuid not null,
  company_id uuid not null,
  primary key (access_profile_id, company_id),
  foreign key (access_profile_id, account_id) references caudal.access_profiles (id, account_id) on delete cascade,
  foreign key (company_id, account_id) references caudal.companies (id, account_id) on delete cascade
);
create index access_profile_companies_company on caudal.access_profile_companies (company_id);

create table caudal.access_profile_warehouses (
  account_id uuid not null,
  access_profile_id uuid not null,
  warehouse_id uuid not null,
  primary key (access_profile_id, warehouse_id),
  foreign key (access_profile_id, account_id) references caudal.access_profiles (id, account_id) on delete cascade,
  foreign key (warehouse_id, account_id) references caudal.warehouses (id, account_id) on delete cascade
);
create index access_profile_warehouses_warehouse on caudal.access_profile_warehouses (warehouse_id);

create table caudal.access_profile_tabs (
  account_id uuid not null,
  access_profile_id uuid not null,
  tab_id uuid not null,
  primary key (access_profile_id, tab_id),
  foreign key (access_profile_id, account_id) references caudal.access_profiles (id, account_id) on delete cascade,
  foreign key (tab_id, account_id) references caudal.tabs (id, account_id) on delete cascade
);
create index access_profile_tabs_tab on caudal.access_profile_tabs (tab_id);

create table caudal.members (
  account_id uuid not null references caudal.accounts (id) on delete cascade,
  user_id uuid not null references caudal.profiles (user_id),
  role text not null check (role in ('owner', 'admin', 'analyst', 'viewer')),
  access_profile_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (account_id, user_id),
  foreign key (access_profile_id, account_id) references caudal.access_profiles (id, account_id)
);
create index members_user on caudal.members (user_id, created_at);
create index members_access_profile on caudal.members (access_profile_id);

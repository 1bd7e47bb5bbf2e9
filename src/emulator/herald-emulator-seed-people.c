/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Organisation, users, contacts and leads. The first contacts are those that make look-ups hard. */
#include "config.h"

#include "emulator/herald-emulator-record.h"
#include "emulator/herald-emulator-seed-names.h"
#include "emulator/herald-emulator-seed-steps.h"

#define FIRST_TIME G_GINT64_CONSTANT (1767603600) /* 2026-01-05T09:00:00Z */
#define SHOP_USER 4                               /* works in the unit below */
#define TIME_STEP_SECONDS 3671
/* Half a year, then from the start again. */
#define TIME_SPAN_SECONDS G_GINT64_CONSTANT (15552000)

typedef struct
{
  const char *given;
  const char *family;
  const char *email;
} Person;

/* Addresses that a careless query gets wrong, and addresses of more than one person. */
static const Person special_contacts[] = {
  { "Andrew", "Dixon", "andrew@contosoltd.com" },
  { "Mina", "Lee", "lee.family@contosoltd.com" },
  { "Jun", "Lee", "lee.family@contosoltd.com" },
  { "María", "Campbell", "maria.campbell@contosoltd.com" },
  { "Siobhán", "O'Brien", "O'Brien+x@contosoltd.com" },
  { "Pat", "D'Angelo", "pat+news@contosoltd.com" },
  { "Jürgen", "Groß", "jürgen.groß@contosoltd.com" },
  { "Zoë", "Ålund", "zoë@contosoltd.com" },
  { "Rae", "Dunn", "r&d@contosoltd.com" },
  { "Percy", "Hundred", "100%@contosoltd.com" },
  { "Ann", "Underhill", "ann_u@contosoltd.com" },
};

static const Person special_leads[] = {
  { "María", "Campbell", "maria.campbell@contosoltd.com" },
};

static const char *const domains[] = {
  "fabrikam.com",     "adventure-works.com", "northwindtraders.com",
  "tailspintoys.com", "wingtiptoys.com",     "proseware.com",
  "litwareinc.com",   "treyresearch.net",    "wideworldimporters.com",
};

static const char *const companies[] = {
  "Fabrikam, Inc.", "Adventure Works", "Northwind Traders", "Tailspin Toys",
  "Wingtip Toys",   "Proseware, Inc.", "Litware, Inc.",     "Trey Research",
};

static const char *const subjects[] = {
  "Asked for a quote", "Visited the stand", "Newsletter sign-up", "Free trial", "Webinar",
};

/**
 * herald_emulator_seed_get_time:
 * @number: a row's number
 *
 * **Thread:** any.
 *
 * Returns: when it was made, in seconds since 1970
 */
gint64
herald_emulator_seed_get_time (guint number)
{
  return FIRST_TIME + (TIME_STEP_SECONDS * (gint64) number) % TIME_SPAN_SECONDS;
}

static void
set_times (HeraldEmulatorRecord *record, guint number)
{
  herald_emulator_record_set_int (record, "createdon", herald_emulator_seed_get_time (number));
  herald_emulator_record_set_int (record, "modifiedon", herald_emulator_seed_get_time (number));
}

static const char *
get_admin (HeraldEmulatorSite *site)
{
  return herald_emulator_site_get_setting (site, HERALD_EMULATOR_USER_ID);
}

static gboolean
add_named (HeraldEmulatorSite *site,
           const char         *table,
           const char         *key,
           const char         *id,
           const char         *name,
           GError            **error)
{
  g_autoptr (HeraldEmulatorRecord) record =
    herald_emulator_record_new (herald_emulator_dataverse_get (site), table);

  herald_emulator_record_set_text (record, key, id);
  herald_emulator_record_set_text (record, "name", name);
  set_times (record, 0);
  return herald_emulator_record_insert (record, get_admin (site), NULL, error);
}

/* A unit below the first, for what roles reach and what they do not. */
static gboolean
add_unit_below (HeraldEmulatorSite *site, GError **error)
{
  g_autoptr (HeraldEmulatorRecord) record =
    herald_emulator_record_new (herald_emulator_dataverse_get (site), "businessunit");
  g_autofree char *id = herald_emulator_seed_make_id ("business unit", 1);

  herald_emulator_record_set_text (record, "businessunitid", id);
  herald_emulator_record_set_text (record, "name", "Contoso Shops");
  herald_emulator_record_set_lookup (
    record, "parentbusinessunitid", "businessunit",
    herald_emulator_site_get_setting (site, HERALD_EMULATOR_BUSINESS_UNIT_ID));
  set_times (record, 0);
  return herald_emulator_record_insert (record, get_admin (site), NULL, error);
}

static gboolean
add_team (HeraldEmulatorSite *site, const char *id, GError **error)
{
  g_autoptr (HeraldEmulatorRecord) record =
    herald_emulator_record_new (herald_emulator_dataverse_get (site), "team");

  herald_emulator_record_set_text (record, "teamid", id);
  herald_emulator_record_set_text (record, "name", "Contoso Marketing");
  herald_emulator_record_set_lookup (
    record, "businessunitid", "businessunit",
    herald_emulator_site_get_setting (site, HERALD_EMULATOR_BUSINESS_UNIT_ID));
  set_times (record, 0);
  return herald_emulator_record_insert (record, get_admin (site), NULL, error);
}

static gboolean
add_model_app (HeraldEmulatorSite *site,
               guint               number,
               const char         *name,
               const char         *unique_name,
               GError            **error)
{
  g_autoptr (HeraldEmulatorRecord) record =
    herald_emulator_record_new (herald_emulator_dataverse_get (site), "appmodule");
  g_autofree char *id = herald_emulator_seed_make_id ("model app", number);

  herald_emulator_record_set_text (record, "appmoduleid", id);
  herald_emulator_record_set_text (record, "appmoduleidunique", id);
  herald_emulator_record_set_text (record, "name", name);
  herald_emulator_record_set_text (record, "uniquename", unique_name);
  herald_emulator_record_set_int (record, "publishedon", herald_emulator_seed_get_time (number));
  set_times (record, number);
  return herald_emulator_record_insert (record, get_admin (site), NULL, error);
}

/**
 * herald_emulator_seed_add_organization:
 * @site: the site
 *
 * **Errors:** STORE.
 *
 * Returns: whether organisation, business unit, a team and two model-driven apps are there
 */
gboolean
herald_emulator_seed_add_organization (HeraldEmulatorSite *site, GError **error)
{
  const char *unit = herald_emulator_site_get_setting (site, HERALD_EMULATOR_BUSINESS_UNIT_ID);
  const char *organization =
    herald_emulator_site_get_setting (site, HERALD_EMULATOR_ORGANIZATION_ID);
  g_autofree char *team = herald_emulator_seed_make_id ("team", 0);

  return add_named (site, "organization", "organizationid", organization, "Contoso (emulated)",
                    error) &&
         add_named (site, "businessunit", "businessunitid", unit, "Contoso", error) &&
         add_unit_below (site, error) && add_team (site, team, error) &&
         add_model_app (site, 0, "Customer Insights - Journeys", "msdynmkt_MarketingApp", error) &&
         add_model_app (site, 1, "Customer Service Hub", "msdynce_servicehub", error);
}

static void
set_person (HeraldEmulatorRecord *record, const Person *person, const char *email_column)
{
  herald_emulator_record_set_text (record, "firstname", person->given);
  herald_emulator_record_set_text (record, "lastname", person->family);
  herald_emulator_record_set_text (record, email_column, person->email);
}

static gboolean
add_user (HeraldEmulatorSite *site, guint number, const Person *person, GError **error)
{
  g_autoptr (HeraldEmulatorRecord) record =
    herald_emulator_record_new (herald_emulator_dataverse_get (site), "systemuser");
  g_autofree char *id = herald_emulator_seed_make_id ("user", number);
  g_autofree char *object_id = herald_emulator_seed_make_id ("directory object", number);
  g_autofree char *shop = herald_emulator_seed_make_id ("business unit", 1);

  herald_emulator_record_set_text (record, "systemuserid", id);
  herald_emulator_record_set_text (record, "azureactivedirectoryobjectid", object_id);
  set_person (record, person, "internalemailaddress");
  herald_emulator_record_set_text (record, "domainname", person->email);
  herald_emulator_record_set_lookup (
    record, "businessunitid", "businessunit",
    number == SHOP_USER
      ? shop
      : herald_emulator_site_get_setting (site, HERALD_EMULATOR_BUSINESS_UNIT_ID));
  /* The last of them has left the company. */
  if (g_str_equal (person->family, "Former"))
    herald_emulator_record_set_int (record, "isdisabled", TRUE);
  set_times (record, number);
  return herald_emulator_record_insert (record, get_admin (site), NULL, error);
}

static gboolean
add_application_user (HeraldEmulatorSite *site, GError **error)
{
  g_autoptr (HeraldEmulatorRecord) record =
    herald_emulator_record_new (herald_emulator_dataverse_get (site), "systemuser");
  const Person person = { "#", "Herald", "herald-app@contosoltd.com" };

  herald_emulator_record_set_text (
    record, "systemuserid",
    herald_emulator_site_get_setting (site, HERALD_EMULATOR_APPLICATION_USER_ID));
  herald_emulator_record_set_text (
    record, "azureactivedirectoryobjectid",
    herald_emulator_site_get_setting (site, HERALD_EMULATOR_APPLICATION_OBJECT_ID));
  herald_emulator_record_set_text (
    record, "applicationid",
    herald_emulator_site_get_setting (site, HERALD_EMULATOR_CONFIDENTIAL_CLIENT_ID));
  herald_emulator_record_set_int (record, "accessmode", 4);
  set_person (record, &person, "internalemailaddress");
  herald_emulator_record_set_lookup (
    record, "businessunitid", "businessunit",
    herald_emulator_site_get_setting (site, HERALD_EMULATOR_BUSINESS_UNIT_ID));
  set_times (record, 0);
  return herald_emulator_record_insert (record, get_admin (site), NULL, error);
}

/**
 * herald_emulator_seed_add_users:
 * @site: the site
 *
 * **Errors:** STORE.
 *
 * Returns: whether the eight users are there: the administrator first, one disabled, one a program
 */
gboolean
herald_emulator_seed_add_users (HeraldEmulatorSite *site, GError **error)
{
  static const Person users[] = {
    { "Alex", "Admin", "admin@contosoltd.com" },
    { "Mara", "Marketing", "marketing@contosoltd.com" },
    { "Sam", "Support", "support@contosoltd.com" },
    { "Dana", "Developer", "developer@contosoltd.com" },
    { "Renée", "Field", "renee.field@contosoltd.com" },
    { "健太", "田中", "kenta.tanaka@contosoltd.com" },
    { "Finn", "Former", "former@contosoltd.com" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (users); i++)
    if (!add_user (site, i, &users[i], error))
      return FALSE;
  return add_application_user (site, error);
}

static void
set_details (HeraldEmulatorRecord *record, const HeraldEmulatorName *name, guint number)
{
  g_autofree char *phone =
    g_strdup_printf ("%s 555 %04u %03u", name->dial, number / 1000 % 10000, number % 1000);

  herald_emulator_record_set_text (record, "mobilephone", phone);
  herald_emulator_record_set_text (record, "address1_city", name->city);
  herald_emulator_record_set_text (record, "address1_country", name->country);
}

/* Names come back after a while; then the number tells them apart. */
static char *
make_email (const HeraldEmulatorName *name, guint number)
{
  const char      *domain = domains[(number + number / 15) % G_N_ELEMENTS (domains)];
  g_autofree char *suffix = number < 500 ? g_strdup ("") : g_strdup_printf ("%u", number);

  return g_strconcat (name->given_latin, ".", name->family_latin, suffix, "@", domain, NULL);
}

/* Now and then somebody is no customer any more. */
static void
set_state (HeraldEmulatorRecord *record, gboolean active)
{
  herald_emulator_record_unset (record, "statecode");
  herald_emulator_record_unset (record, "statuscode");
  if (!active)
    herald_emulator_record_set_int (record, "statecode", 1);
}

/* Writes contact or lead @number; @person is a special one or NULL. */
static gboolean
add_person (HeraldEmulatorSite   *site,
            HeraldEmulatorRecord *record,
            guint                 number,
            const Person         *special,
            GError              **error)
{
  const char        *table = herald_emulator_record_get_table (record)->logical_name;
  gboolean           is_lead = g_str_equal (table, "lead");
  g_autofree char   *id = herald_emulator_seed_make_id (table, number);
  g_autofree char   *email = NULL;
  HeraldEmulatorName name;
  Person             person;

  /* Leads have names of their own. */
  herald_emulator_seed_names_get (is_lead ? number + 750 : number, &name);
  email = make_email (&name, number);
  person = special != NULL ? *special : (Person){ name.given, name.family, email };
  herald_emulator_record_set_text (record, is_lead ? "leadid" : "contactid", id);
  set_person (record, &person, "emailaddress1");
  set_details (record, &name, number);
  if (is_lead)
    {
      herald_emulator_record_set_text (record, "companyname",
                                       companies[number % G_N_ELEMENTS (companies)]);
      herald_emulator_record_set_text (record, "subject",
                                       subjects[number % G_N_ELEMENTS (subjects)]);
    }
  set_state (record, special != NULL || number % 29 != 28);
  herald_emulator_record_set_lookup (
    record, "owningbusinessunit", "businessunit",
    herald_emulator_site_get_setting (site, HERALD_EMULATOR_BUSINESS_UNIT_ID));
  set_times (record, number);
  return herald_emulator_record_insert (record, get_admin (site), NULL, error);
}

/**
 * herald_emulator_seed_add_people:
 * @site: the site
 * @size: how many
 *
 * **Errors:** STORE.
 *
 * Returns: whether contacts and leads are there
 */
gboolean
herald_emulator_seed_add_people (HeraldEmulatorSite           *site,
                                 const HeraldEmulatorSeedSize *size,
                                 GError                      **error)
{
  HeraldEmulatorDataverse *dataverse = herald_emulator_dataverse_get (site);
  g_autoptr (HeraldEmulatorRecord) contact = herald_emulator_record_new (dataverse, "contact");
  g_autoptr (HeraldEmulatorRecord) lead = herald_emulator_record_new (dataverse, "lead");

  herald_emulator_record_set_repeated (contact);
  herald_emulator_record_set_repeated (lead);
  for (guint i = 0; i < size->n_contacts; i++)
    if (!add_person (site, contact, i,
                     i < G_N_ELEMENTS (special_contacts) ? &special_contacts[i] : NULL, error))
      return FALSE;
  for (guint i = 0; i < size->n_leads; i++)
    if (!add_person (site, lead, i, i < G_N_ELEMENTS (special_leads) ? &special_leads[i] : NULL,
                     error))
      return FALSE;
  return TRUE;
}

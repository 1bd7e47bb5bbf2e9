/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Six phones, and registered devices as a year of use leaves them: most reachable, some dead, some
 * of the wrong app or environment, some shared by several people. */
#include "config.h"

#include "emulator/herald-emulator-app-config.h"
#include "emulator/herald-emulator-phones.h"
#include "emulator/herald-emulator-record.h"
#include "emulator/herald-emulator-seed-steps.h"

#define DEVICE_TABLE "msdynmkt_pushmobiledevice"
#define RESULT_TABLE "msdynmkt_pushdeviceregistrationresult"
#define RESULT_SUCCESS 1
#define FIRST_OWNER                                                                                \
  1              /* the first contact has no device yet: registering it is the first thing to try */
#define ROUND 15 /* devices in which every kind of trouble occurs once */

/* What is the matter with a device. */
typedef enum
{
  FINE,
  DEAD,      /* the app was removed: Unregistered */
  SANDBOX,   /* a development build's token in a production configuration */
  WRONG_APP, /* a token of the other app */
  SHARED,    /* the token of the device before, registered to somebody else as well */
  UNKNOWN,   /* nobody ever gave this token out */
} Trouble;

static const Trouble troubles[ROUND] = {
  [4] = DEAD, [8] = SHARED, [9] = DEAD, [11] = WRONG_APP, [12] = SANDBOX, [14] = UNKNOWN,
};

typedef struct
{
  const char            *name;
  HeraldEmulatorPlatform platform;
  const char            *os_version;
  const char            *permission;
  guint                  app;
  guint                  owner; /* number of a contact */
  gboolean               registered;
} Phone;

static const Phone phones[] = {
  { "Andrew’s iPhone", HERALD_EMULATOR_IOS, "18.1", "granted", 0, 0, FALSE },
  { "Andrew’s Pixel", HERALD_EMULATOR_ANDROID, "15", "granted", 0, 0, FALSE },
  { "María’s iPhone", HERALD_EMULATOR_IOS, "17.6", "granted", 0, 3, TRUE },
  { "Siobhán’s Galaxy", HERALD_EMULATOR_ANDROID, "13", "notAsked", 0, 4, TRUE },
  { "Jürgen’s iPhone", HERALD_EMULATOR_IOS, "16.7", "denied", 1, 6, TRUE },
  { "Zoë’s Moto", HERALD_EMULATOR_ANDROID, "12", "granted", 1, 7, TRUE },
};

/* What is written a hundred thousand times. */
typedef struct
{
  HeraldEmulatorSite   *site;
  HeraldEmulatorRecord *device; /* (owned) */
  HeraldEmulatorRecord *result; /* (owned) */
  char                 *app_ids[HERALD_EMULATOR_SEED_N_APPS];
} Filling;

static void
filling_clear (Filling *self)
{
  g_clear_pointer (&self->device, herald_emulator_record_free);
  g_clear_pointer (&self->result, herald_emulator_record_free);
  for (guint i = 0; i < HERALD_EMULATOR_SEED_N_APPS; i++)
    g_clear_pointer (&self->app_ids[i], g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Filling, filling_clear)

static void
filling_init (Filling *self, HeraldEmulatorSite *site)
{
  HeraldEmulatorDataverse *dataverse = herald_emulator_dataverse_get (site);

  self->site = site;
  self->device = herald_emulator_record_new (dataverse, DEVICE_TABLE);
  self->result = herald_emulator_record_new (dataverse, RESULT_TABLE);
  herald_emulator_record_set_repeated (self->device);
  herald_emulator_record_set_repeated (self->result);
  for (guint i = 0; i < HERALD_EMULATOR_SEED_N_APPS; i++)
    self->app_ids[i] = herald_emulator_seed_make_id ("app", i);
}

static HeraldEmulatorPlatform
get_platform (guint number)
{
  return number % 2 == 0 ? HERALD_EMULATOR_IOS : HERALD_EMULATOR_ANDROID;
}

/* The same token for the same number: 64 hex digits for Apple, for Google 152 characters of the
 * shape that its tokens have. */
static char *
make_token (HeraldEmulatorPlatform platform, guint number)
{
  g_autofree char *name = g_strdup_printf ("herald token %u", number);
  g_autofree char *first = g_compute_checksum_for_string (G_CHECKSUM_SHA256, name, -1);
  g_autofree char *second = NULL;

  if (platform == HERALD_EMULATOR_IOS)
    return g_steal_pointer (&first);
  second = g_compute_checksum_for_string (G_CHECKSUM_SHA512, name, -1);
  return g_strdup_printf ("%.22s:APA91b%.123s", first, second);
}

static const char *
get_identity (HeraldEmulatorPlatform platform, guint app)
{
  return platform == HERALD_EMULATOR_IOS ? herald_emulator_seed_get_bundle_id (app)
                                         : herald_emulator_seed_get_project_id (app);
}

static gboolean
insert (HeraldEmulatorSite *site, HeraldEmulatorRecord *record, guint number, GError **error)
{
  herald_emulator_record_set_lookup (
    record, "owningbusinessunit", "businessunit",
    herald_emulator_site_get_setting (site, HERALD_EMULATOR_BUSINESS_UNIT_ID));
  herald_emulator_record_set_int (record, "createdon", herald_emulator_seed_get_time (number));
  herald_emulator_record_set_int (record, "modifiedon", herald_emulator_seed_get_time (number));
  return herald_emulator_record_insert (record,
                                        herald_emulator_site_get_setting (site,
                                                                          HERALD_EMULATOR_USER_ID),
                                        NULL, error);
}

/* The history row of a registration that went well. */
static gboolean
add_result (Filling *self, guint number, const char *device_id, GError **error)
{
  HeraldEmulatorRecord *record = self->result;
  g_autofree char      *id = herald_emulator_seed_make_id ("registration", number);

  herald_emulator_record_set_text (record, RESULT_TABLE "id", id);
  herald_emulator_record_set_text (record, "msdynmkt_name", "Registration");
  herald_emulator_record_set_int (record, "msdynmkt_registrationresult", RESULT_SUCCESS);
  herald_emulator_record_set_lookup (record, "msdynmkt_pushmobiledeviceid", DEVICE_TABLE,
                                     device_id);
  return insert (self->site, record, number, error);
}

static gboolean
add_device (Filling               *self,
            guint                  number,
            HeraldEmulatorPlatform platform,
            const char            *token,
            guint                  app,
            guint                  owner,
            GError               **error)
{
  HeraldEmulatorRecord *record = self->device;
  g_autofree char      *id = herald_emulator_seed_make_id ("device", number);
  g_autofree char      *owner_id = herald_emulator_seed_make_id ("contact", owner);

  herald_emulator_record_set_text (record, DEVICE_TABLE "id", id);
  herald_emulator_record_set_text (record, "msdynmkt_name",
                                   platform == HERALD_EMULATOR_IOS ? "iOS device"
                                                                   : "Android device");
  herald_emulator_record_set_text (record, "msdynmkt_devicetoken", token);
  herald_emulator_record_set_text (record, "msdynmkt_platform",
                                   platform == HERALD_EMULATOR_IOS ? "iOS" : "Android");
  herald_emulator_record_set_text (record, "msdynmkt_useridentifier", owner_id);
  herald_emulator_record_set_lookup (record, HERALD_EMULATOR_APP_TABLE "id",
                                     HERALD_EMULATOR_APP_TABLE, self->app_ids[app]);
  return insert (self->site, record, number, error) && add_result (self, number, id, error);
}

static gboolean
add_phone (Filling *self, guint number, GError **error)
{
  const Phone     *phone = &phones[number];
  g_autofree char *id = herald_emulator_seed_make_id ("phone", number);
  g_autofree char *owner_id = herald_emulator_seed_make_id ("contact", phone->owner);
  /* Numbers that no device of the seed has. */
  g_autofree char              *token = make_token (phone->platform, G_MAXINT32 - number);
  const HeraldEmulatorPhoneSpec spec = {
    .id = id,
    .name = phone->name,
    .platform = phone->platform,
    .os_version = phone->os_version,
    .permission = phone->permission,
    .app_id = self->app_ids[phone->app],
    .identity = get_identity (phone->platform, phone->app),
    .user_id = owner_id,
    .token = token,
  };
  g_autofree char *added = herald_emulator_phones_add (self->site, &spec, error);

  if (added == NULL)
    return FALSE;
  return !phone->registered ||
         add_device (self, number, phone->platform, token, phone->app, phone->owner, error);
}

/* What Apple or Google know of a token. */
static gboolean
add_token (HeraldEmulatorSite    *site,
           HeraldEmulatorPlatform platform,
           const char            *token,
           guint                  app,
           Trouble                trouble,
           GError               **error)
{
  gint64 ended_us = trouble == DEAD ? herald_emulator_seed_get_time (1) * G_USEC_PER_SEC : 0;
  guint  real_app = trouble == WRONG_APP ? 1 - app : app;

  if (trouble == SHARED || trouble == UNKNOWN)
    return TRUE;
  return herald_emulator_phones_add_token (site, platform, token, get_identity (platform, real_app),
                                           trouble == SANDBOX, ended_us, error);
}

static gboolean
add_registered (Filling *self, const HeraldEmulatorSeedSize *size, guint number, GError **error)
{
  Trouble trouble = troubles[number % ROUND];
  /* Two of the same platform follow each other where a token is shared. */
  guint                  source = trouble == SHARED ? number - 2 : number;
  guint                  app = source % 3 == 2 ? 1 : 0;
  guint                  owner = FIRST_OWNER + number % (size->n_contacts - FIRST_OWNER);
  HeraldEmulatorPlatform platform = get_platform (source);
  g_autofree char       *token = make_token (platform, source);

  /* Only Apple has two environments. */
  if (trouble == SANDBOX && platform != HERALD_EMULATOR_IOS)
    trouble = DEAD;
  return add_token (self->site, platform, token, app, trouble, error) &&
         add_device (self, number, platform, token, app, owner, error);
}

/**
 * herald_emulator_seed_add_devices:
 * @site: the site
 * @size: how many
 *
 * **Errors:** STORE.
 *
 * Returns: whether phones and devices are there
 */
gboolean
herald_emulator_seed_add_devices (HeraldEmulatorSite           *site,
                                  const HeraldEmulatorSeedSize *size,
                                  GError                      **error)
{
  g_auto (Filling) filling = { .site = NULL };
  guint n_missing = size->n_devices;
  guint number;

  filling_init (&filling, site);
  for (number = 0; number < G_N_ELEMENTS (phones); number++)
    {
      if (!add_phone (&filling, number, error))
        return FALSE;
      if (phones[number].registered)
        n_missing--;
    }
  for (; n_missing > 0; n_missing--, number++)
    if (!add_registered (&filling, size, number, error))
      return FALSE;
  return TRUE;
}

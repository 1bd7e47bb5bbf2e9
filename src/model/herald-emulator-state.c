/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the answers of the admin API about clock, snapshots and switches, and puts them in words.
 */
#include "config.h"

#include "model/herald-emulator-state.h"

#include "base/herald-clock.h"
#include "base/herald-error.h"
#include "base/herald-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MINUTE_SECONDS 60
#define HOUR_SECONDS 3600
#define DAY_SECONDS 86400
#define LONGEST_NAME_BYTES 64

static const char *const reason_choices[] = { "codes", "rows", "everywhere", NULL };
static const char *const signature_choices[] = { "base64/utf8", "base64/decoded", "hex/utf8",
                                                 "hex/decoded", NULL };

static const struct
{
  const char        *name;
  const char        *title;
  const char        *description;
  const char *const *choices; /* (nullable): of a text */
} switches[] = {
  { "apnsFirstStreams", N_ ("Streams of a new APNs connection"),
    N_ ("1 does as Apple: more only once a token was taken"), NULL },
  { "apnsPushesPerDevice", N_ ("Pushes to a device by APNs"),
    N_ ("In a minute; more of them are refused with 429. 0 is no limit"), NULL },
  { "apnsTokenUpdates", N_ ("New provider tokens for APNs"),
    N_ ("Of a key in 20 minutes; more of them are refused with 429"), NULL },
  { "challengeClaims", N_ ("Ask for a second factor"),
    N_ ("Dataverse refuses tokens with a claims challenge"), NULL },
  { "deviceStorageFull", N_ ("No room for devices"),
    N_ ("Registrations end with FailedToStoreDevice"), NULL },
  { "fcmEnabled", N_ ("FCM is enabled"), N_ ("Otherwise it answers SERVICE_DISABLED"), NULL },
  { "fcmMessagesPerDevice", N_ ("Messages to a device by FCM"),
    N_ ("In a minute before QUOTA_EXCEEDED; 0 for no limit"), NULL },
  { "quietNotifications", N_ ("In-app notifications are off"),
    N_ ("The app takes them and shows none, as with the setting of a model-driven app"), NULL },
  { "refuseAssertionReplay", N_ ("Refuse assertions used twice"),
    N_ ("Sign-in takes each client assertion once"), NULL },
  { "registrationLongestMs", N_ ("Longest registration"),
    N_ ("Milliseconds until a registration is done, at most"), NULL },
  { "registrationShortestMs", N_ ("Shortest registration"),
    N_ ("Milliseconds until a registration is done, at least"), NULL },
  { "registrationTexts", N_ ("Failure reasons as sentences"),
    N_ ("Nowhere, in rows only, or everywhere"), reason_choices },
  { HERALD_EMULATOR_SWITCH_STUCK, N_ ("Registrations get stuck"),
    N_ ("Dataverse lets them wait: they stay Pending until this is off"), NULL },
  { "serviceProtection", N_ ("Limit requests to Dataverse"),
    N_ ("A user who asks too often gets 429 with Retry-After"), NULL },
  { "serviceProtectionConcurrent", N_ ("Requests at once"),
    N_ ("Of a user, while requests are limited"), NULL },
  { "serviceProtectionRequests", N_ ("Requests in five minutes"),
    N_ ("Of a user, while requests are limited"), NULL },
  { "serviceProtectionSeconds", N_ ("Seconds of work in five minutes"),
    N_ ("For a user, while requests are limited"), NULL },
  { "tellWrongApiToken", N_ ("Tell wrong access tokens"),
    N_ ("A registration with a wrong token fails at once instead of staying Pending"), NULL },
  { "webhookSignature", N_ ("Webhook signature"), N_ ("Form of the signature and of its key"),
    signature_choices },
};

static gboolean
refuse (GError **error, const char *reason)
{
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
               "The emulator’s answer makes no sense: %s", reason);
  return FALSE;
}

static int
compare_switches (gconstpointer a, gconstpointer b)
{
  const HeraldEmulatorSwitch *const *first = a;
  const HeraldEmulatorSwitch *const *second = b;

  return strcmp ((*first)->name, (*second)->name);
}

/**
 * herald_emulated_time_new_from_json:
 * @node: the answer of `GET /_herald/clock`: {"now","offsetSeconds"}
 *
 * **Errors:** PROTOCOL.
 *
 * Returns: (transfer full): the time
 */
HeraldEmulatedTime *
herald_emulated_time_new_from_json (JsonNode *node, GError **error)
{
  g_autoptr (HeraldEmulatedTime) self = g_new0 (HeraldEmulatedTime, 1);
  g_autoptr (GError) local_error = NULL;
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *now = NULL;

  if (object == NULL ||
      !herald_json_read_string (object, "now", HERALD_JSON_REQUIRED, &now, &local_error) ||
      !herald_json_read_int (object, "offsetSeconds", HERALD_JSON_OPTIONAL, &self->offset_seconds,
                             &local_error))
    refuse (error, local_error != NULL ? local_error->message : "it is no object");
  else if (!herald_time_parse (now, &self->now_us))
    refuse (error, "“now” is not a time");
  else
    return g_steal_pointer (&self);
  return NULL;
}

/**
 * herald_emulated_time_free:
 * @self: (nullable): a time
 */
void
herald_emulated_time_free (HeraldEmulatedTime *self)
{
  g_free (self);
}

/**
 * herald_emulated_time_describe_offset:
 * @offset_seconds: how far a clock is ahead
 *
 * Returns: (transfer full): in words, the two biggest units
 */
char *
herald_emulated_time_describe_offset (gint64 offset_seconds)
{
  int              days = (int) (offset_seconds / DAY_SECONDS);
  int              hours = (int) (offset_seconds % DAY_SECONDS / HOUR_SECONDS);
  int              minutes = (int) (offset_seconds % HOUR_SECONDS / MINUTE_SECONDS);
  g_autofree char *day_text = g_strdup_printf (ngettext ("%d day", "%d days", (gulong) days), days);
  g_autofree char *hour_text =
    g_strdup_printf (ngettext ("%d hour", "%d hours", (gulong) hours), hours);
  g_autofree char *minute_text =
    g_strdup_printf (ngettext ("%d minute", "%d minutes", (gulong) minutes), minutes);

  if (offset_seconds <= 0)
    return g_strdup (_("Real time"));
  if (days > 0 && hours > 0)
    /* Translators: days, hours: “14 days and 1 hour ahead”. */
    return g_strdup_printf (_("%s and %s ahead"), day_text, hour_text);
  if (days > 0)
    return g_strdup_printf (_("%s ahead"), day_text);
  if (hours > 0 && minutes > 0)
    return g_strdup_printf (_("%s and %s ahead"), hour_text, minute_text);
  if (hours > 0)
    return g_strdup_printf (_("%s ahead"), hour_text);
  if (minutes > 0)
    return g_strdup_printf (_("%s ahead"), minute_text);
  return g_strdup (_("Less than a minute ahead"));
}

/**
 * herald_snapshot_new_from_json:
 * @object: an element of `GET /_herald/snapshots`: {"name","createdOn","bytes"}
 *
 * **Errors:** PROTOCOL.
 *
 * Returns: (transfer full): the snapshot
 */
HeraldSnapshot *
herald_snapshot_new_from_json (JsonObject *object, GError **error)
{
  g_autoptr (HeraldSnapshot) self = g_new0 (HeraldSnapshot, 1);
  g_autoptr (GError) local_error = NULL;
  const char *name = NULL;
  const char *made = NULL;

  self->size_bytes = -1;
  if (!herald_json_read_string (object, "name", HERALD_JSON_REQUIRED, &name, &local_error) ||
      !herald_json_read_string (object, "createdOn", HERALD_JSON_OPTIONAL, &made, &local_error) ||
      !herald_json_read_int (object, "bytes", HERALD_JSON_OPTIONAL, &self->size_bytes,
                             &local_error))
    {
      refuse (error, local_error->message);
      return NULL;
    }
  if (made != NULL && !herald_time_parse (made, &self->made_us))
    {
      refuse (error, "“createdOn” is not a time");
      return NULL;
    }
  self->name = g_strdup (name);
  return g_steal_pointer (&self);
}

/**
 * herald_snapshot_free:
 * @self: (nullable): a snapshot
 */
void
herald_snapshot_free (HeraldSnapshot *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self);
}

/**
 * herald_snapshot_check_name:
 * @name: what somebody typed
 *
 * Returns: (transfer full) (nullable): what it needs, as a sentence; %NULL when it will do
 */
char *
herald_snapshot_check_name (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  if (*name == '\0')
    return g_strdup (_("Give it a name"));
  if (strlen (name) > LONGEST_NAME_BYTES)
    return g_strdup_printf (_("A name has at most %d characters"), LONGEST_NAME_BYTES);
  if (!g_ascii_isalnum (*name))
    return g_strdup (_("Begin with a letter or a digit"));
  for (gsize i = 0; name[i] != '\0'; i++)
    if (!g_ascii_isalnum (name[i]) && strchr ("._-", name[i]) == NULL)
      return g_strdup (_("Letters from a to z, digits, “.”, “-” and “_” only"));
  return NULL;
}

/**
 * herald_emulator_switch_list_new_from_json:
 * @node: the answer of `GET /_herald/switches`: one object
 *
 * **Errors:** PROTOCOL.
 *
 * Returns: (transfer full) (element-type HeraldEmulatorSwitch): sorted by name
 */
GPtrArray *
herald_emulator_switch_list_new_from_json (JsonNode *node, GError **error)
{
  g_autoptr (GPtrArray) list =
    g_ptr_array_new_with_free_func ((GDestroyNotify) herald_emulator_switch_free);
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *value;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      refuse (error, "it is no object");
      return NULL;
    }
  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      HeraldEmulatorSwitch *entry;

      if (!JSON_NODE_HOLDS_VALUE (value))
        {
          refuse (error, name);
          return NULL;
        }
      entry = g_new0 (HeraldEmulatorSwitch, 1);
      entry->name = g_strdup (name);
      entry->value = json_node_copy (value);
      g_ptr_array_add (list, entry);
    }
  g_ptr_array_sort (list, compare_switches);
  return g_steal_pointer (&list);
}

/**
 * herald_emulator_switch_free:
 * @self: (nullable): a switch
 */
void
herald_emulator_switch_free (HeraldEmulatorSwitch *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  json_node_unref (self->value);
  g_free (self);
}

/**
 * herald_emulator_switch_get_title:
 * @self: a switch
 *
 * Returns: what it is called for people
 */
const char *
herald_emulator_switch_get_title (const HeraldEmulatorSwitch *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (switches); i++)
    if (strcmp (self->name, switches[i].name) == 0)
      return _(switches[i].title);
  return self->name;
}

/**
 * herald_emulator_switch_get_description:
 * @self: a switch
 *
 * Returns: (nullable): what it does
 */
const char *
herald_emulator_switch_get_description (const HeraldEmulatorSwitch *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (switches); i++)
    if (strcmp (self->name, switches[i].name) == 0)
      return _(switches[i].description);
  return NULL;
}

/**
 * herald_emulator_switch_get_choices:
 * @self: a switch
 *
 * Returns: (transfer none) (nullable): the texts it takes; %NULL when it takes others or none
 */
const char *const *
herald_emulator_switch_get_choices (const HeraldEmulatorSwitch *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (switches); i++)
    if (strcmp (self->name, switches[i].name) == 0 && switches[i].choices != NULL &&
        g_strv_contains (switches[i].choices, json_node_get_string (self->value)))
      return switches[i].choices;
  return NULL;
}

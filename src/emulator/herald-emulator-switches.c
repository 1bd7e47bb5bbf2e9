/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `GET` and `PATCH /_herald/switches`: one JSON object with every switch under its name. A change
 * with one wrong value changes nothing. */
#include "config.h"

#include "emulator/herald-emulator-switches.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "emulator/herald-emulator-admin.h"

#include <string.h>

#define SERVICE_NAME "switches"

typedef enum
{
  BOOLEAN,
  INTEGER,
  CHOICE,
} Kind;

typedef struct
{
  const char        *name; /* (static) */
  Kind               kind;
  guint             *value; /* (unowned): the service's; a gboolean is kept as 0 or 1 */
  guint              preset;
  guint              least; /* of an INTEGER */
  guint              most;
  const char *const *texts; /* (static) (nullable): of a CHOICE */
} Switch;

/* A value that was read and is not set yet. */
typedef struct
{
  guint *target; /* (unowned) */
  guint  value;
} Change;

/* In a GArray of switches, by name. */
static int
compare (gconstpointer a, gconstpointer b)
{
  return strcmp (((const Switch *) a)->name, ((const Switch *) b)->name);
}

static const Switch *
find (GArray *switches, const char *name)
{
  for (guint i = 0; i < switches->len; i++)
    if (strcmp (g_array_index (switches, Switch, i).name, name) == 0)
      return &g_array_index (switches, Switch, i);
  return NULL;
}

static gboolean
read_integer (const Switch *entry, JsonObject *object, guint *value, GError **error)
{
  gint64 number = 0;

  if (!herald_json_read_int (object, entry->name, HERALD_JSON_REQUIRED, &number, error))
    return FALSE;
  if (number < (gint64) entry->least || number > (gint64) entry->most)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID, "“%s” is a number from %u to %u",
                   entry->name, entry->least, entry->most);
      return FALSE;
    }
  *value = (guint) number;
  return TRUE;
}

static gboolean
read_choice (const Switch *entry, JsonObject *object, guint *value, GError **error)
{
  g_autoptr (GString) texts = g_string_new (NULL);
  const char *text = NULL;

  if (!herald_json_read_string (object, entry->name, HERALD_JSON_REQUIRED, &text, error))
    return FALSE;
  for (guint i = 0; entry->texts[i] != NULL; i++)
    {
      g_string_append_printf (texts, "%s%s", i > 0 ? ", " : "", entry->texts[i]);
      if (strcmp (entry->texts[i], text) != 0)
        continue;
      *value = i;
      return TRUE;
    }
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID, "“%s” is one of %s", entry->name,
               texts->str);
  return FALSE;
}

static gboolean
read_value (const Switch *entry, JsonObject *object, guint *value, GError **error)
{
  gboolean on = FALSE;

  switch (entry->kind)
    {
    case INTEGER:
      return read_integer (entry, object, value, error);
    case CHOICE:
      return read_choice (entry, object, value, error);
    case BOOLEAN:
    default:
      if (!herald_json_read_boolean (object, entry->name, HERALD_JSON_REQUIRED, &on, error))
        return FALSE;
      *value = on ? 1 : 0;
      return TRUE;
    }
}

/* All values are read before the first one is set. */
static gboolean
change (GArray *switches, JsonObject *body, GError **error)
{
  g_autoptr (GList) names = json_object_get_members (body);
  g_autoptr (GArray) changes = g_array_new (FALSE, FALSE, sizeof (Change));

  for (GList *link = names; link != NULL; link = link->next)
    {
      const Switch *entry = find (switches, link->data);
      Change        next = { 0 };

      if (entry == NULL)
        {
          g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID, "There is no switch “%s”",
                       (const char *) link->data);
          return FALSE;
        }
      next.target = entry->value;
      if (!read_value (entry, body, &next.value, error))
        return FALSE;
      g_array_append_val (changes, next);
    }
  for (guint i = 0; i < changes->len; i++)
    *g_array_index (changes, Change, i).target = g_array_index (changes, Change, i).value;
  return TRUE;
}

static void
respond (GArray *switches, HeraldEmulatorCall *call)
{
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < switches->len; i++)
    {
      const Switch *entry = &g_array_index (switches, Switch, i);

      if (entry->kind == BOOLEAN)
        json_object_set_boolean_member (object, entry->name, *entry->value != 0);
      else if (entry->kind == INTEGER)
        json_object_set_int_member (object, entry->name, *entry->value);
      else
        json_object_set_string_member (object, entry->name, entry->texts[*entry->value]);
    }
  herald_emulator_admin_respond_object (call, 200, object);
}

static void
list_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);

  if (herald_emulator_admin_check (site, call))
    respond (herald_emulator_site_get_service (site, SERVICE_NAME), call);
}

static void
change_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  GArray             *switches = herald_emulator_site_get_service (site, SERVICE_NAME);
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GError) error = NULL;

  if (!herald_emulator_admin_check (site, call))
    return;
  body = herald_emulator_admin_read_body (call);
  if (body == NULL)
    return;
  if (change (switches, body, &error))
    respond (switches, call);
  else
    herald_emulator_admin_fail (call, error);
}

/* A snapshot's rows say nothing of how the services behave. */
static void
reload_cb (HeraldEmulatorSite *site, HeraldEmulatorReload reload, gpointer user_data)
{
  GArray *switches = user_data;

  for (guint i = 0; reload == HERALD_EMULATOR_RELOAD_RESET && i < switches->len; i++)
    *g_array_index (switches, Switch, i).value = g_array_index (switches, Switch, i).preset;
}

static const HeraldEmulatorRoute routes[] = {
  { "GET", "/_herald/switches", list_cb },
  { "PATCH", "/_herald/switches", change_cb },
};

static void
switches_free (gpointer data)
{
  g_array_unref (data);
}

/**
 * herald_emulator_switches_attach:
 * @site: the site
 * @error: return location
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_switches_attach (HeraldEmulatorSite *site, GError **error)
{
  GArray *switches = g_array_new (FALSE, TRUE, sizeof (Switch));

  herald_emulator_site_take_service (site, SERVICE_NAME, switches, switches_free);
  herald_emulator_site_add_reload_func (site, reload_cb, switches);
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return TRUE;
}

static void
add (HeraldEmulatorSite *site, Switch entry)
{
  GArray *switches = herald_emulator_site_get_service (site, SERVICE_NAME);

  g_return_if_fail (switches != NULL && find (switches, entry.name) == NULL);

  entry.preset = *entry.value;
  g_array_append_val (switches, entry);
  g_array_sort (switches, compare);
}

/**
 * herald_emulator_switches_add_boolean:
 * @site: a site with its switches
 * @name: (static): what it is called
 * @value: the service's; what it holds now is the default
 */
void
herald_emulator_switches_add_boolean (HeraldEmulatorSite *site, const char *name, gboolean *value)
{
  add (site, (Switch){ .name = name, .kind = BOOLEAN, .value = (guint *) value });
}

/**
 * herald_emulator_switches_add_integer:
 * @site: a site with its switches
 * @name: (static): what it is called
 * @value: the service's; what it holds now is the default
 * @least: the smallest number allowed
 * @most: the largest
 */
void
herald_emulator_switches_add_integer (HeraldEmulatorSite *site,
                                      const char         *name,
                                      guint              *value,
                                      guint               least,
                                      guint               most)
{
  add (site,
       (Switch){ .name = name, .kind = INTEGER, .value = value, .least = least, .most = most });
}

/**
 * herald_emulator_switches_add_choice:
 * @site: a site with its switches
 * @name: (static): what it is called
 * @value: the service's: an index into @texts; what it holds now is the default
 * @texts: (static) (array zero-terminated=1): what may be chosen
 */
void
herald_emulator_switches_add_choice (HeraldEmulatorSite *site,
                                     const char         *name,
                                     guint              *value,
                                     const char *const  *texts)
{
  add (site, (Switch){ .name = name, .kind = CHOICE, .value = value, .texts = texts });
}

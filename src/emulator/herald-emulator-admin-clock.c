/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `GET` and `POST /_herald/clock`: the time that every service goes by. It only goes forward, until
 * it is set back to the system's. */
#include "config.h"

#include "emulator/herald-emulator-admin-clock.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "emulator/herald-emulator-admin.h"

#include <string.h>

/* Ten years: past every lifetime of the services, and far from the end of any calendar. */
#define MOST_OFFSET_SECONDS ((gint64) 10 * 366 * 24 * 60 * 60)

static void
respond_clock (HeraldEmulatorSite *site, HeraldEmulatorCall *call)
{
  HeraldClock     *clock = herald_emulator_site_get_clock (site);
  g_autofree char *now = herald_time_format (herald_clock_get_unix_us (clock));
  JsonObject      *object = json_object_new ();

  json_object_set_string_member (object, "now", now);
  json_object_set_int_member (object, "offsetSeconds", herald_clock_get_offset_seconds (clock));
  herald_emulator_admin_respond_object (call, 200, object);
}

static gboolean
check_members (JsonObject *body, GError **error)
{
  g_autoptr (GList) names = json_object_get_members (body);

  for (GList *link = names; link != NULL; link = link->next)
    if (strcmp (link->data, "advanceSeconds") != 0 && strcmp (link->data, "reset") != 0)
      {
        g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                     "The clock has no “%s”; give “advanceSeconds” or “reset”",
                     (const char *) link->data);
        return FALSE;
      }
  return TRUE;
}

/* The offset that the body asks for. */
static gboolean
read_offset (HeraldEmulatorSite *site, JsonObject *body, gint64 *offset_seconds, GError **error)
{
  HeraldClock *clock = herald_emulator_site_get_clock (site);
  gint64       seconds = 0;
  gboolean     reset = FALSE;

  if (!check_members (body, error) ||
      !herald_json_read_boolean (body, "reset", HERALD_JSON_OPTIONAL, &reset, error) ||
      !herald_json_read_int (body, "advanceSeconds",
                             reset ? HERALD_JSON_OPTIONAL : HERALD_JSON_REQUIRED, &seconds, error))
    return FALSE;
  *offset_seconds = reset ? 0 : herald_clock_get_offset_seconds (clock);
  if (seconds > (reset ? -1 : 0) && seconds <= MOST_OFFSET_SECONDS - *offset_seconds)
    {
      *offset_seconds += seconds;
      return TRUE;
    }
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
               "“advanceSeconds” is more than 0, and the clock at most %" G_GINT64_FORMAT
               " seconds ahead",
               MOST_OFFSET_SECONDS);
  return FALSE;
}

static void
clock_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);

  if (herald_emulator_admin_check (site, call))
    respond_clock (site, call);
}

static void
turn_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GError) error = NULL;
  gint64 offset_seconds = 0;

  if (!herald_emulator_admin_check (site, call))
    return;
  body = herald_emulator_admin_read_body (call);
  if (body == NULL)
    return;
  if (read_offset (site, body, &offset_seconds, &error) &&
      herald_emulator_site_set_clock_offset (site, offset_seconds, &error))
    respond_clock (site, call);
  else
    herald_emulator_admin_fail (call, error);
}

static const HeraldEmulatorRoute routes[] = {
  { "GET", "/_herald/clock", clock_cb },
  { "POST", "/_herald/clock", turn_cb },
};

/**
 * herald_emulator_admin_clock_attach:
 * @site: the site
 * @error: return location
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_admin_clock_attach (HeraldEmulatorSite *site, GError **error)
{
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return TRUE;
}

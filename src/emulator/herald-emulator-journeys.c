/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs journeys in slices between requests. What a journey did stands in rows. */
#include "config.h"

#include "emulator/herald-emulator-journeys.h"

#include "base/herald-error.h"
#include "emulator/herald-emulator-journey-send.h"
#include "emulator/herald-emulator-record.h"

#define SERVICE_NAME "journeys"
#define SLICE_US ((gint64) 5 * 1000)
#define MOST_RUNNING 10
#define LONGEST_NAME 100 /* msdynmkt_name */
#define DEFAULT_NAME "One-step journey"

static const char tables_sql[] = "CREATE TABLE IF NOT EXISTS journey ("
                                 "  n INTEGER PRIMARY KEY,"
                                 "  id TEXT NOT NULL UNIQUE,"
                                 "  name TEXT NOT NULL,"
                                 "  app_id TEXT NOT NULL,"
                                 "  message_id TEXT NOT NULL,"
                                 "  state TEXT NOT NULL,"
                                 "  people INTEGER NOT NULL DEFAULT 0,"
                                 "  created_us INTEGER NOT NULL)";
/* What a process left unfinished stays so: nobody gets a push twice. */
static const char stop_sql[] = "UPDATE journey SET state = 'stopped' WHERE state = 'running'";
static const char insert_sql[] =
  "INSERT INTO journey (id, name, app_id, message_id, state, created_us)"
  " VALUES (?, ?, ?, ?, 'running', ?)";
static const char progress_sql[] = "UPDATE journey SET state = ?, people = ? WHERE id = ?";

/* A journey under way. */
typedef struct
{
  HeraldEmulatorSite         *site; /* (unowned): parent */
  char                       *id;   /* (owned) */
  HeraldEmulatorJourneyPlan   plan;
  HeraldEmulatorPlaceholders *placeholders; /* (owned) */
  GSource                    *source;       /* (owned) */
  gint64                      people;
  HeraldEmulatorJourneyFunc   func;
  gpointer                    user_data;
  GDestroyNotify              destroy; /* (nullable) */
} Run;

static void
run_free (gpointer data)
{
  Run *self = data;

  g_source_destroy (self->source);
  g_source_unref (self->source);
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  herald_emulator_placeholders_free (self->placeholders);
  herald_emulator_journey_plan_clear (&self->plan);
  g_free (self->id);
  g_free (self);
}

/**
 * herald_emulator_journey_plan_clear:
 * @self: a plan
 */
void
herald_emulator_journey_plan_clear (HeraldEmulatorJourneyPlan *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->app, herald_emulator_app_unref);
  g_clear_pointer (&self->message, herald_emulator_message_free);
  g_clear_pointer (&self->audience, herald_emulator_audience_free);
}

static gboolean
stop_all (HeraldEmulatorSite *site, GError **error)
{
  return herald_emulator_db_run (herald_emulator_site_get_db (site), error, stop_sql, "");
}

static void
note_progress (Run *run, const char *state)
{
  g_autoptr (GError) error = NULL;

  if (!herald_emulator_db_run (herald_emulator_site_get_db (run->site), &error, progress_sql, "sis",
                               state, run->people, run->id))
    g_warning ("%s", error->message);
}

/* Ends @run, which is freed. */
static void
finish (Run *run, const char *state)
{
  GPtrArray *runs = herald_emulator_site_get_service (run->site, SERVICE_NAME);

  note_progress (run, state);
  run->func (run->id, run->user_data);
  g_ptr_array_remove (runs, run);
}

/* The next person; FALSE when there is none or something went wrong. */
static gboolean
do_one (Run *run, GError **error)
{
  const HeraldEmulatorJourneySend send = {
    .site = run->site,
    .journey_id = run->id,
    .app = run->plan.app,
    .message = run->plan.message,
    .placeholders = run->placeholders,
  };
  g_autoptr (HeraldEmulatorPerson) person =
    herald_emulator_audience_next (run->plan.audience, error);

  if (person == NULL)
    return FALSE;
  run->people++;
  return herald_emulator_journey_send_to (&send, person, error);
}

static gboolean
slice_cb (gpointer user_data)
{
  Run   *run = user_data;
  gint64 until_us = g_get_monotonic_time () + SLICE_US;
  g_autoptr (GError) error = NULL;

  do
    {
      if (do_one (run, &error))
        continue;
      if (error != NULL)
        g_warning ("A journey stopped: %s", error->message);
      finish (run, error != NULL ? "stopped" : "finished");
      return G_SOURCE_REMOVE;
    }
  while (g_get_monotonic_time () < until_us);
  note_progress (run, "running");
  return G_SOURCE_CONTINUE;
}

static gboolean
write_dependency (HeraldEmulatorSite *site,
                  const char         *journey_id,
                  const char         *message_id,
                  GError            **error)
{
  g_autoptr (HeraldEmulatorRecord) record =
    herald_emulator_record_new (herald_emulator_dataverse_get (site), "msdynmkt_journeydependency");

  herald_emulator_record_set_text (record, "msdynmkt_name", "Push notification");
  herald_emulator_record_set_lookup (record, "msdynmkt_journeyid", "msdynmkt_journey", journey_id);
  herald_emulator_record_set_lookup (record, "msdynmkt_dependency", "msdynmkt_pushnotification",
                                     message_id);
  return herald_emulator_record_insert (record,
                                        herald_emulator_site_get_setting (site,
                                                                          HERALD_EMULATOR_USER_ID),
                                        NULL, error);
}

static char *
make_name (const HeraldEmulatorJourneyPlan *plan)
{
  const char *name = plan->name != NULL ? plan->name : plan->message->title;

  if (name == NULL)
    name = DEFAULT_NAME;
  return g_utf8_strlen (name, -1) > LONGEST_NAME ? g_utf8_substring (name, 0, LONGEST_NAME)
                                                 : g_strdup (name);
}

/* The rows of a journey, as the product has them, and ours. */
static gboolean
write_rows (HeraldEmulatorSite        *site,
            HeraldEmulatorJourneyPlan *plan,
            const char                *name,
            char                     **id,
            GError                   **error)
{
  g_autoptr (HeraldEmulatorRecord) record =
    herald_emulator_record_new (herald_emulator_dataverse_get (site), "msdynmkt_journey");
  gint64 now_us = herald_clock_get_unix_us (herald_emulator_site_get_clock (site));

  herald_emulator_record_set_text (record, "msdynmkt_name", name);
  return herald_emulator_message_save (plan->message, site, error) &&
         herald_emulator_record_insert (record,
                                        herald_emulator_site_get_setting (site,
                                                                          HERALD_EMULATOR_USER_ID),
                                        id, error) &&
         write_dependency (site, *id, plan->message->row_id, error) &&
         herald_emulator_db_run (herald_emulator_site_get_db (site), error, insert_sql, "ssssi",
                                 *id, name, plan->app->id, plan->message->row_id, now_us);
}

static Run *
run_new (HeraldEmulatorSite *site, HeraldEmulatorJourneyPlan *plan, const char *id)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  Run *run = g_new0 (Run, 1);

  run->site = site;
  run->id = g_strdup (id);
  run->plan = *plan;
  *plan = (HeraldEmulatorJourneyPlan){ 0 };
  run->placeholders =
    herald_emulator_placeholders_new (run->plan.message,
                                      herald_emulator_audience_get_table (run->plan.audience));
  herald_emulator_audience_set_columns (run->plan.audience,
                                        herald_emulator_placeholders_get_columns (
                                          run->placeholders));
  run->source = g_idle_source_new ();
  g_source_set_static_name (run->source, "emulator journey");
  g_source_set_callback (run->source, slice_cb, run, NULL);
  g_source_attach (run->source, context);
  return run;
}

/**
 * herald_emulator_journeys_start:
 * @site: a listening site
 * @plan: what is sent to whom; taken when it starts
 * @func: called when it is over
 * @user_data: for @func
 * @destroy: (nullable): frees @user_data when the journey started
 * @error: return location
 *
 * **Errors:** CONFLICT when too many are under way; those of Dataverse.
 *
 * Returns: (transfer full): the journey's id
 */
char *
herald_emulator_journeys_start (HeraldEmulatorSite        *site,
                                HeraldEmulatorJourneyPlan *plan,
                                HeraldEmulatorJourneyFunc  func,
                                gpointer                   user_data,
                                GDestroyNotify             destroy,
                                GError                   **error)
{
  GPtrArray        *runs = herald_emulator_site_get_service (site, SERVICE_NAME);
  HeraldEmulatorDb *db = herald_emulator_site_get_db (site);
  g_autofree char  *name = make_name (plan);
  g_autofree char  *id = NULL;
  gboolean          written;
  Run              *run;

  if (runs->len >= MOST_RUNNING)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_CONFLICT,
                   "%d journeys are under way; wait for one to end", MOST_RUNNING);
      return NULL;
    }
  if (!herald_emulator_db_begin_step (db, error))
    return NULL;
  written = write_rows (site, plan, name, &id, error);
  herald_emulator_db_end_step (db, written);
  if (!written)
    return NULL;
  run = run_new (site, plan, id);
  run->func = func;
  run->user_data = user_data;
  run->destroy = destroy;
  g_ptr_array_add (runs, run);
  return g_steal_pointer (&id);
}

/* The rows of a journey under way are gone, or other ones. */
static void
reload_cb (HeraldEmulatorSite *site, HeraldEmulatorReload reload, gpointer user_data)
{
  GPtrArray *runs = user_data;

  while (runs->len > 0)
    finish (g_ptr_array_index (runs, runs->len - 1), "stopped");
  stop_all (site, NULL);
}

static void
runs_free (gpointer runs)
{
  g_ptr_array_unref (runs);
}

/**
 * herald_emulator_journeys_attach:
 * @site: the site
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: whether journeys can be started
 */
gboolean
herald_emulator_journeys_attach (HeraldEmulatorSite *site, GError **error)
{
  HeraldEmulatorDb *db = herald_emulator_site_get_db (site);
  GPtrArray        *runs = g_ptr_array_new_with_free_func (run_free);

  herald_emulator_site_take_service (site, SERVICE_NAME, runs, runs_free);
  herald_emulator_site_add_reload_func (site, reload_cb, runs);
  return herald_emulator_journey_send_attach (site, error) &&
         herald_emulator_db_execute (db, tables_sql, error) && stop_all (site, error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A device row names its person as a text without a lookup, so names are asked for in chunks:
 * contacts first, leads for the ids that are left. */
#include "config.h"

#include "core/herald-names.h"

#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "base/herald-task-data.h"
#include "core/herald-session-private.h"
#include "model/herald-odata.h"
#include "net/herald-dataverse-rows.h"
#include "store/herald-table-device.h"

static const struct
{
  const char   *set;
  const char   *key;
  const char   *select;
  HeraldRowFunc to_person;
} tables[] = {
  { HERALD_SET_CONTACTS, "contactid",
    "contactid,fullname,firstname,lastname,emailaddress1,emailaddress2,statecode",
    herald_row_to_contact },
  { HERALD_SET_LEADS, "leadid", "leadid,fullname,firstname,lastname,emailaddress1,statecode",
    herald_row_to_lead },
};

typedef struct
{
  GHashTable *ids;    /* (owned) (element-type utf8): not found yet */
  GPtrArray  *people; /* (owned) (element-type HeraldPerson): found */
  guint       table;
} LearnTask;

typedef struct
{
  char      *environment_id; /* (owned) */
  GPtrArray *people;         /* (owned) (element-type HeraldPerson): handed over */
} WriteJob;

static void
learn_task_clear (LearnTask *data)
{
  g_clear_pointer (&data->ids, g_hash_table_unref);
  g_clear_pointer (&data->people, g_ptr_array_unref);
}

HERALD_DEFINE_TASK_DATA (LearnTask, learn_task, learn_task_clear)

static void
write_job_free (gpointer data)
{
  WriteJob *job = data;

  g_free (job->environment_id);
  g_ptr_array_unref (job->people);
  g_free (job);
}

/* On the write lane. */
static gboolean
write_run (HeraldConnection *connection, gpointer data, GError **error)
{
  WriteJob *job = data;

  for (guint i = 0; i < job->people->len; i++)
    {
      HeraldPerson *person = g_ptr_array_index (job->people, i);

      if (!herald_table_device_set_person (connection, job->environment_id,
                                           herald_person_get_id (person),
                                           herald_person_get_name (person),
                                           herald_person_get_email (person), error))
        return FALSE;
    }
  return TRUE;
}

static void
learn_wrote_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (herald_store_write_finish (HERALD_STORE (source), result, &error) != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
write_people (GTask *task)
{
  HeraldSession *session = g_task_get_source_object (task);
  LearnTask     *data = learn_task_get (task);
  WriteJob      *job;

  if (data->people->len == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  job = g_new0 (WriteJob, 1);
  job->environment_id = g_strdup (herald_session_get_environment_id (session));
  job->people = g_steal_pointer (&data->people);
  herald_store_write_async (herald_session_get_store (session), write_run, job, write_job_free,
                            g_task_get_cancellable (task), learn_wrote_cb, g_object_ref (task));
}

static char *
make_filter (GHashTable *ids, const char *key)
{
  GString       *filter = g_string_new (NULL);
  GHashTableIter iter;
  gpointer       id;

  g_hash_table_iter_init (&iter, ids);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_string_append_printf (filter, "%s%s eq %s", filter->len > 0 ? " or " : "", key,
                            (const char *) id);
  return g_string_free (filter, FALSE);
}

static void ask_table (GTask *task);

static void
learn_got_people_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LearnTask *data = learn_task_get (task);
  GError    *error = NULL;
  g_autoptr (GPtrArray) people =
    herald_dataverse_list_finish (HERALD_DATAVERSE (source), result, &error);

  /* An organisation may have no leads, and a user may not be allowed to read them. */
  if (people == NULL && !g_error_matches (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND) &&
      !g_error_matches (error, HERALD_ERROR, HERALD_ERROR_FORBIDDEN))
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_error (&error);
  for (guint i = 0; people != NULL && i < people->len; i++)
    {
      HeraldPerson *person = g_ptr_array_index (people, i);

      if (g_hash_table_remove (data->ids, herald_person_get_id (person)))
        g_ptr_array_add (data->people, g_object_ref (person));
    }
  data->table++;
  ask_table (task);
}

/* True recursion: contacts, then leads. */
static void
ask_table (GTask *task)
{
  HeraldSession   *session = g_task_get_source_object (task);
  LearnTask       *data = learn_task_get (task);
  g_autofree char *filter = NULL;
  g_autofree char *query = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (data->table == G_N_ELEMENTS (tables) || g_hash_table_size (data->ids) == 0)
    {
      write_people (task);
      return;
    }
  filter = make_filter (data->ids, tables[data->table].key);
  query = herald_odata_build_query (tables[data->table].set, "$select", tables[data->table].select,
                                    "$filter", filter, NULL);
  herald_dataverse_list_async (herald_session_get_dataverse (session), query, 0,
                               tables[data->table].to_person, g_object_unref,
                               g_task_get_cancellable (task), learn_got_people_cb,
                               g_object_ref (task));
}

/**
 * herald_names_learn_async:
 * @user_ids: (element-type utf8): at most %HERALD_NAMES_MAX_IDS; what is no GUID is left out
 *
 * Asks who the people of devices are and writes their names and e-mail addresses to the store.
 */
void
herald_names_learn_async (HeraldSession      *session,
                          GPtrArray          *user_ids,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_autoptr (GTask) task =
    herald_session_begin (session, herald_names_learn_async, cancellable, callback, user_data);
  LearnTask *data;

  if (task == NULL)
    return;
  data = learn_task_attach (task);
  data->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  data->people = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < user_ids->len && i < HERALD_NAMES_MAX_IDS; i++)
    {
      char *id = herald_guid_normalise (g_ptr_array_index (user_ids, i));

      if (id != NULL)
        g_hash_table_add (data->ids, id);
    }
  ask_table (task);
}

/**
 * herald_names_learn_finish:
 *
 * **Errors:** those of reading rows and of the store, but not that a table is missing or closed to
 * the user.
 *
 * Returns: whether the names are in the store; who is not found stays without
 */
gboolean
herald_names_learn_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

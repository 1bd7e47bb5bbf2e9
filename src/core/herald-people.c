/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks people up: contacts and leads at the same time, a few requests at once. */
#include "config.h"

#include "core/herald-people.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "base/herald-task-data.h"
#include "core/herald-session-private.h"
#include "net/herald-dataverse-rows.h"

/* Of the 52 requests at once that Dataverse takes from a user. */
#define MAX_IN_FLIGHT 8
#define MAX_PEOPLE_PER_QUERY 200
#define MAX_USERS 50
#define N_TABLES 2

static const struct
{
  HeraldPersonTable table;
  HeraldRowFunc     to_person;
} tables[N_TABLES] = {
  { HERALD_PERSON_CONTACT, herald_row_to_contact },
  { HERALD_PERSON_LEAD, herald_row_to_lead },
};

typedef struct
{
  GPtrArray *emails;  /* (owned) (element-type utf8) */
  GPtrArray *answers; /* (owned) (element-type GPtrArray): of email i and table t at i * 2 + t */
  guint      n_started;
  guint      n_pending;   /* and one for starting them */
  GError    *saved_error; /* (owned) (nullable) */
} FindTask;

typedef struct
{
  char *id; /* (owned) */
  guint table;
} GetTask;

typedef struct
{
  GTask *task; /* (owned) */
  guint  slot;
} Lookup;

static void
clear_answer (gpointer answer)
{
  if (answer != NULL)
    g_ptr_array_unref (answer);
}

static void
find_task_clear (FindTask *data)
{
  g_clear_pointer (&data->emails, g_ptr_array_unref);
  g_clear_pointer (&data->answers, g_ptr_array_unref);
  g_clear_error (&data->saved_error);
}

HERALD_DEFINE_TASK_DATA (FindTask, find_task, find_task_clear)

static void
get_task_clear (GetTask *data)
{
  g_clear_pointer (&data->id, g_free);
}

HERALD_DEFINE_TASK_DATA (GetTask, get_task, get_task_clear)

/* Not every organisation has leads. */
static gboolean
is_missing_table (guint table, const GError *error)
{
  return tables[table].table == HERALD_PERSON_LEAD &&
         g_error_matches (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND);
}

static gboolean
is_address (const char *text)
{
  const char *at = strrchr (text, '@');

  if (at == NULL || at == text || at[1] == '\0')
    return FALSE;
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    if (g_unichar_isspace (g_utf8_get_char (c)) || g_unichar_iscntrl (g_utf8_get_char (c)))
      return FALSE;
  return TRUE;
}

static GPtrArray *
trim_emails (const char *const *emails, GError **error)
{
  g_autoptr (GPtrArray) trimmed = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; emails[i] != NULL; i++)
    {
      char *email = g_strstrip (g_strdup (emails[i]));

      g_ptr_array_add (trimmed, email);
      if (g_utf8_validate (email, -1, NULL) && is_address (email))
        continue;
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   _("“%s” is no e-mail address; write it as name@example.com"), email);
      return NULL;
    }
  if (trimmed->len > 0)
    return g_steal_pointer (&trimmed);
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID, _("Enter an e-mail address"));
  return NULL;
}

static void
finish_find_op (GTask *task)
{
  FindTask  *data = find_task_get (task);
  GPtrArray *people;

  if (--data->n_pending > 0)
    return;
  if (data->saved_error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&data->saved_error));
      return;
    }
  people = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < data->answers->len; i++)
    {
      GPtrArray *answer = g_ptr_array_index (data->answers, i);

      for (guint j = 0; answer != NULL && j < answer->len; j++)
        {
          HeraldPerson *person = g_ptr_array_index (answer, j);

          herald_person_set_query (person, g_ptr_array_index (data->emails, i / N_TABLES));
          g_ptr_array_add (people, g_object_ref (person));
        }
    }
  g_task_return_pointer (task, people, (GDestroyNotify) g_ptr_array_unref);
}

static void start_lookups (GTask *task);

static void
find_got_people_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Lookup *lookup = user_data;
  g_autoptr (GTask) task = lookup->task;
  FindTask *data = find_task_get (task);
  g_autoptr (GError) error = NULL;
  GPtrArray *answer = herald_dataverse_list_finish (HERALD_DATAVERSE (source), result, &error);

  g_ptr_array_index (data->answers, lookup->slot) = answer;
  if (error != NULL && !is_missing_table (lookup->slot % N_TABLES, error) &&
      data->saved_error == NULL)
    data->saved_error = g_steal_pointer (&error);
  g_free (lookup);
  start_lookups (task);
  finish_find_op (task);
}

/* True recursion: each answer makes room for the next request. */
static void
start_lookups (GTask *task)
{
  HeraldSession   *self = g_task_get_source_object (task);
  HeraldDataverse *dataverse = herald_session_get_dataverse (self);
  FindTask        *data = find_task_get (task);

  while (data->saved_error == NULL && dataverse != NULL && data->n_started < data->answers->len &&
         data->n_pending <= MAX_IN_FLIGHT)
    {
      Lookup          *lookup = g_new0 (Lookup, 1);
      guint            table = data->n_started % N_TABLES;
      g_autofree char *query =
        herald_query_people_by_email (tables[table].table,
                                      g_ptr_array_index (data->emails, data->n_started / N_TABLES));

      lookup->task = g_object_ref (task);
      lookup->slot = data->n_started++;
      data->n_pending++;
      herald_dataverse_list_async (dataverse, query, MAX_PEOPLE_PER_QUERY, tables[table].to_person,
                                   g_object_unref, g_task_get_cancellable (task),
                                   find_got_people_cb, lookup);
    }
}

/**
 * herald_people_find_async:
 * @session: an open session
 * @emails: addresses; trimmed
 * @cancellable: (nullable): to cancel
 * @callback: called with the people
 * @user_data: for @callback
 */
void
herald_people_find_async (HeraldSession      *session,
                          const char *const  *emails,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  FindTask *data;
  GError   *error = NULL;

  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (emails != NULL);

  task = herald_session_begin (session, herald_people_find_async, cancellable, callback, user_data);
  if (task == NULL)
    return;
  data = find_task_attach (task);
  data->emails = trim_emails (emails, &error);
  if (data->emails == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  data->answers = g_ptr_array_new_with_free_func (clear_answer);
  g_ptr_array_set_size (data->answers, (int) (data->emails->len * N_TABLES));
  data->n_pending = 1;
  start_lookups (task);
  finish_find_op (task);
}

/**
 * herald_people_find_finish:
 * @session: a session
 * @result: of herald_people_find_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID for what is no address, before anything is sent; what a call can give.
 *
 * Returns: (transfer full) (element-type HeraldPerson): all matches, in the order of the addresses,
 *   contacts before leads; the first is not chosen for anybody
 */
GPtrArray *
herald_people_find_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void ask_table (GTask *task);

static void
get_got_people_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GetTask *data = get_task_get (task);
  GError  *error = NULL;
  g_autoptr (JsonObject) row =
    herald_dataverse_get_finish (HERALD_DATAVERSE (source), result, &error);
  gpointer person;

  if (g_error_matches (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND) && ++data->table < N_TABLES)
    {
      g_clear_error (&error);
      ask_table (task);
      return;
    }
  if (g_error_matches (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND))
    {
      g_clear_error (&error);
      g_set_error (&error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND,
                   _("No contact and no lead has the id %s"), data->id);
    }
  person = row != NULL ? tables[data->table].to_person (row, &error) : NULL;
  if (person != NULL)
    g_task_return_pointer (task, person, g_object_unref);
  else
    g_task_return_error (task, error);
}

/* True recursion: who is no contact may be a lead. */
static void
ask_table (GTask *task)
{
  HeraldSession   *self = g_task_get_source_object (task);
  HeraldDataverse *dataverse = herald_session_get_dataverse (self);
  GetTask         *data = get_task_get (task);
  g_autofree char *query = herald_query_person (tables[data->table].table, data->id);

  if (g_task_return_error_if_cancelled (task) || dataverse == NULL)
    return;
  herald_dataverse_get_async (dataverse, query, g_task_get_cancellable (task), get_got_people_cb,
                              g_object_ref (task));
}

/**
 * herald_people_get_async:
 * @session: an open session
 * @id: a contact's or lead's id
 * @cancellable: (nullable): to cancel
 * @callback: called with the person
 * @user_data: for @callback
 */
void
herald_people_get_async (HeraldSession      *session,
                         const char         *id,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  GetTask *data;

  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (id != NULL);

  task = herald_session_begin (session, herald_people_get_async, cancellable, callback, user_data);
  if (task == NULL)
    return;
  data = get_task_attach (task);
  data->id = herald_guid_normalise (id);
  if (data->id == NULL)
    g_task_return_new_error (task, HERALD_ERROR, HERALD_ERROR_INVALID,
                             _("“%s” is no id; it should look like %s"), id,
                                "00000000-0000-0000-0000-000000000000");
  else
    ask_table (task);
}

/**
 * herald_people_get_finish:
 * @session: a session
 * @result: of herald_people_get_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID: no GUID; NOT_FOUND; what a call can give.
 *
 * Returns: (transfer full): the person
 */
HeraldPerson *
herald_people_get_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
users_got_list_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError    *error = NULL;
  GPtrArray *users = herald_dataverse_list_finish (HERALD_DATAVERSE (source), result, &error);

  if (users != NULL)
    g_task_return_pointer (task, users, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * herald_people_find_users_async:
 * @session: an open session
 * @text: a GUID, a whole address, or a part of a name or address
 * @cancellable: (nullable): to cancel
 * @callback: called with the users
 * @user_data: for @callback
 */
void
herald_people_find_users_async (HeraldSession      *session,
                                const char         *text,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *stripped = NULL;
  g_autofree char *query = NULL;

  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (text != NULL);

  task = herald_session_begin (session, herald_people_find_users_async, cancellable, callback,
                               user_data);
  if (task == NULL)
    return;
  stripped = g_strstrip (g_strdup (text));
  query = herald_query_users (stripped);
  herald_dataverse_list_async (herald_session_get_dataverse (session), query, MAX_USERS,
                               herald_row_to_system_user, g_object_unref,
                               g_task_get_cancellable (task), users_got_list_cb,
                               g_object_ref (task));
}

/**
 * herald_people_find_users_finish:
 * @session: a session
 * @result: of herald_people_find_users_async()
 * @error: where to put an error
 *
 * **Errors:** what a call can give.
 *
 * Returns: (transfer full) (element-type HeraldSystemUser): people who can open an app, at most 50
 */
GPtrArray *
herald_people_find_users_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds what arguments mean. Nobody is chosen silently: a text that means several people is
 * refused, and they are named. */
#include "config.h"

#include "cli/herald-cli-lookup.h"

#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "core/herald-apps.h"
#include "core/herald-devices.h"
#include "core/herald-people.h"
#include "model/herald-system-user.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * herald_cli_normalise_id:
 * @text: what was typed for an ID
 *
 * **Errors:** INVALID when it is no GUID.
 *
 * Returns: (transfer full): the ID
 */
char *
herald_cli_normalise_id (const char *text, GError **error)
{
  char *id = herald_guid_normalise (text);

  if (id == NULL)
    g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                 _("“%s” is no ID; an ID looks like 0f8fad5b-d9cb-469f-a165-70867728950e"), text);
  return id;
}

/**
 * herald_cli_load_app:
 * @cli: the surroundings
 * @id: what was typed for the app's ID
 *
 * **Errors:** INVALID, NOT_FOUND; what a call can give.
 *
 * Returns: (transfer full): the app
 */
HeraldApp *
herald_cli_load_app (HeraldCli *cli, const char *id, GError **error)
{
  g_autofree char *normal = herald_cli_normalise_id (id, error);
  HeraldSession   *session = normal != NULL ? herald_cli_get_session (cli, error) : NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  if (session == NULL)
    return NULL;
  herald_apps_load_async (session, normal, herald_cli_get_cancellable (cli), herald_await_cb,
                          &await);
  return herald_apps_load_finish (session, herald_await_result (&await), error);
}

/**
 * herald_cli_list_devices:
 * @cli: the surroundings
 * @user_id: (nullable): whose, or %NULL for anybody's
 * @app_id: (nullable): of which app, or %NULL for any
 *
 * **Errors:** what a call can give.
 *
 * Returns: (transfer full) (element-type HeraldDevice): the devices, those that are gone last
 */
GPtrArray *
herald_cli_list_devices (HeraldCli *cli, const char *user_id, const char *app_id, GError **error)
{
  HeraldSession *session = herald_cli_get_session (cli, error);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  if (session == NULL)
    return NULL;
  herald_devices_list_async (session, user_id, app_id, herald_cli_get_cancellable (cli),
                             herald_await_cb, &await);
  return herald_devices_list_finish (session, herald_await_result (&await), error);
}

/* “Andrew Dixon (contact 5dbc…), Andrew Dixon (lead 77a1…)” */
static char *
describe_people (GPtrArray *people)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < people->len; i++)
    {
      HeraldPerson     *person = g_ptr_array_index (people, i);
      HeraldPersonTable table = herald_person_get_table (person);

      g_string_append_printf (text, "%s%s (%s %s)", i > 0 ? ", " : "",
                              herald_person_get_name (person),
                              herald_person_table_to_string (table), herald_person_get_id (person));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * herald_cli_resolve_person:
 * @cli: the surroundings
 * @text: the ID or the e-mail address of a contact or lead
 *
 * **Errors:** INVALID when it is neither; NOT_FOUND; CONFLICT when several have the address; what a
 * call can give.
 *
 * Returns: (transfer full): the ID
 */
char *
herald_cli_resolve_person (HeraldCli *cli, const char *text, GError **error)
{
  const char *const emails[] = { text, NULL };
  HeraldSession    *session;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GPtrArray) people = NULL;
  g_autofree char *names = NULL;

  if (strchr (text, '@') == NULL)
    return herald_cli_normalise_id (text, error);
  session = herald_cli_get_session (cli, error);
  if (session == NULL)
    return NULL;
  herald_people_find_async (session, emails, herald_cli_get_cancellable (cli), herald_await_cb,
                            &await);
  people = herald_people_find_finish (session, herald_await_result (&await), error);
  if (people == NULL)
    return NULL;
  if (people->len == 1)
    return g_strdup (herald_person_get_id (g_ptr_array_index (people, 0)));
  if (people->len == 0)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND,
                   _("No contact and no lead has the address “%s”"), text);
      return NULL;
    }
  names = describe_people (people);
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_CONFLICT,
               _("“%s” belongs to %u people; give the ID of the one that is meant: %s"), text,
                  people->len, names);
  return NULL;
}

/* A part of a name would do for the service's search, but not for sending. */
static HeraldSystemUser *
resolve_user (HeraldCli *cli, const char *text, GError **error)
{
  HeraldSession *session;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GPtrArray) users = NULL;

  if (strchr (text, '@') == NULL && !herald_guid_is_valid (text))
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   _("“%s” is neither the ID nor the e-mail address of a system user"), text);
      return NULL;
    }
  session = herald_cli_get_session (cli, error);
  if (session == NULL)
    return NULL;
  herald_people_find_users_async (session, text, herald_cli_get_cancellable (cli), herald_await_cb,
                                  &await);
  users = herald_people_find_users_finish (session, herald_await_result (&await), error);
  if (users == NULL)
    return NULL;
  if (users->len == 1)
    return g_object_ref (g_ptr_array_index (users, 0));
  if (users->len == 0)
    g_set_error (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND,
                 _("There is no enabled system user “%s”; only users get in-app notifications"),
                    text);
  else
    g_set_error (error, HERALD_ERROR, HERALD_ERROR_CONFLICT,
                 _("“%s” belongs to %u system users; give the ID of the one that is meant"), text,
                    users->len);
  return NULL;
}

/**
 * herald_cli_resolve_users:
 * @cli: the surroundings
 * @texts: (array zero-terminated=1): IDs or e-mail addresses
 *
 * **Errors:** INVALID, NOT_FOUND, CONFLICT; what a call can give.
 *
 * Returns: (transfer full) (element-type HeraldSystemUser): one per text, in order
 */
GPtrArray *
herald_cli_resolve_users (HeraldCli *cli, const char *const *texts, GError **error)
{
  g_autoptr (GPtrArray) users = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; texts[i] != NULL; i++)
    {
      HeraldSystemUser *user = resolve_user (cli, texts[i], error);

      if (user == NULL)
        return NULL;
      g_ptr_array_add (users, user);
    }
  return g_steal_pointer (&users);
}

/* What one refused device or recipient means when it is alone. */
static HeraldError
get_failure_code (HeraldSendResult *result)
{
  static const struct
  {
    guint       http_status;
    HeraldError code;
  } rows[] = {
    { 0, HERALD_ERROR_NETWORK },     { 401, HERALD_ERROR_AUTH },
    { 403, HERALD_ERROR_FORBIDDEN }, { 404, HERALD_ERROR_NOT_FOUND },
    { 410, HERALD_ERROR_NOT_FOUND }, { 429, HERALD_ERROR_THROTTLED },
  };

  if (herald_send_result_get_status (result) == HERALD_SEND_NOT_REGISTERED)
    return HERALD_ERROR_NOT_FOUND;
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].http_status == herald_send_result_get_code (result))
      return rows[i].code;
  return HERALD_ERROR_REMOTE;
}

/**
 * herald_cli_get_results_status:
 * @results: (element-type HeraldSendResult): what became of a send
 *
 * Returns: 0 when all were delivered, the failure's own exit status when there was one target only,
 *   20 when any of several failed
 */
int
herald_cli_get_results_status (GPtrArray *results)
{
  g_autoptr (GError) failure = NULL;
  guint n_delivered = 0;

  for (guint i = 0; i < results->len; i++)
    n_delivered +=
      herald_send_result_get_status (g_ptr_array_index (results, i)) == HERALD_SEND_DELIVERED;
  if (n_delivered == results->len)
    return 0;
  if (results->len > 1)
    return HERALD_CLI_EXIT_SOME_FAILED;
  failure =
    g_error_new_literal (HERALD_ERROR, (int) get_failure_code (g_ptr_array_index (results, 0)), "");
  return herald_error_get_exit_code (failure);
}

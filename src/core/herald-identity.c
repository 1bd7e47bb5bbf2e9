/* SPDX-License-Identifier: GPL-3.0-or-later */
/* WhoAmI says what is compared; names are nice to have, and a user who may not read them works all
 * the same. */
#include "config.h"

#include "core/herald-identity.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "base/herald-task-data.h"
#include "net/herald-organization.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  HeraldIdentity *identity;    /* (owned) (nullable) */
  GError         *saved_error; /* (owned) (nullable) */
  guint           n_pending;
} FetchTask;

static void
fetch_task_clear (FetchTask *self)
{
  g_clear_pointer (&self->identity, herald_identity_free);
  g_clear_error (&self->saved_error);
}

HERALD_DEFINE_TASK_DATA (FetchTask, fetch_task, fetch_task_clear)

/* Each of the questions for names ends here once. */
static void
finish_op (GTask *task)
{
  FetchTask *data = fetch_task_get (task);

  if (--data->n_pending > 0)
    return;
  if (data->saved_error != NULL)
    g_task_return_error (task, g_steal_pointer (&data->saved_error));
  else
    g_task_return_pointer (task, g_steal_pointer (&data->identity),
                           (GDestroyNotify) herald_identity_free);
}

/* Takes @error. */
static void
keep_error (FetchTask *data, GError *error)
{
  if (data->saved_error == NULL)
    data->saved_error = error;
  else
    g_error_free (error);
}

static void
identity_got_organization_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FetchTask *data = fetch_task_get (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldOrganization) organization =
    herald_organization_fetch_finish (HERALD_DATAVERSE (source), result, &error);

  if (herald_error_is_cancelled (error))
    keep_error (data, g_steal_pointer (&error));
  else if (organization == NULL)
    g_debug ("The organization's name is not known: %s", error->message);
  else if (!g_str_equal (organization->id, data->identity->organization_id))
    keep_error (data, g_error_new (HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                                   _("The environment answers as two organizations, %s and %s; "
                                     "something stands in between"),
                                      data->identity->organization_id, organization->id));
  else
    {
      data->identity->organization_name = g_steal_pointer (&organization->name);
      data->identity->tenant_id = g_steal_pointer (&organization->tenant_id);
    }
  finish_op (task);
}

static void
identity_got_user_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FetchTask *data = fetch_task_get (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) user =
    herald_dataverse_get_finish (HERALD_DATAVERSE (source), result, &error);
  const char *name = NULL;

  if (herald_error_is_cancelled (error))
    keep_error (data, g_steal_pointer (&error));
  else if (user == NULL)
    g_debug ("The user's name is not known: %s", error->message);
  else if (herald_json_read_string (user, "fullname", HERALD_JSON_OPTIONAL, &name, NULL))
    data->identity->user_name = g_strdup (name);
  finish_op (task);
}

static void
identity_got_ids_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldDataverse *dataverse = HERALD_DATAVERSE (source);
  FetchTask       *data = fetch_task_get (task);
  GCancellable    *cancellable = g_task_get_cancellable (task);
  GError          *error = NULL;
  g_autofree char *path = NULL;
  g_autoptr (HeraldWhoAmI) who = herald_dataverse_who_am_i_finish (dataverse, result, &error);

  if (who == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  data->identity = g_new0 (HeraldIdentity, 1);
  data->identity->organization_id = g_steal_pointer (&who->organization_id);
  data->identity->user_id = g_steal_pointer (&who->user_id);
  data->n_pending = 2;
  herald_organization_fetch_async (dataverse, cancellable, identity_got_organization_cb,
                                   g_object_ref (task));
  path = g_strdup_printf ("systemusers(%s)?$select=fullname", data->identity->user_id);
  herald_dataverse_get_async (dataverse, path, cancellable, identity_got_user_cb,
                              g_object_ref (task));
}

/**
 * herald_identity_free:
 * @self: (nullable): an identity
 */
void
herald_identity_free (HeraldIdentity *self)
{
  if (self == NULL)
    return;
  g_free (self->organization_id);
  g_free (self->organization_name);
  g_free (self->tenant_id);
  g_free (self->user_id);
  g_free (self->user_name);
  g_free (self);
}

/**
 * herald_identity_fetch_async:
 * @dataverse: the Web API
 * @cancellable: (nullable): ends the calls
 * @callback: called when it is known
 * @user_data: for @callback
 */
void
herald_identity_fetch_async (HeraldDataverse    *dataverse,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  GTask *task = g_task_new (dataverse, cancellable, callback, user_data);

  g_task_set_source_tag (task, herald_identity_fetch_async);
  fetch_task_attach (task);
  herald_dataverse_who_am_i_async (dataverse, cancellable, identity_got_ids_cb, task);
}

/**
 * herald_identity_fetch_finish:
 * @dataverse: the Web API
 * @result: of herald_identity_fetch_async()
 * @error: where to put an error
 *
 * **Errors:** as herald_dataverse_who_am_i_finish(); PROTOCOL when two answers contradict each
 * other.
 *
 * Returns: (transfer full): who answers, and for whom
 */
HeraldIdentity *
herald_identity_fetch_finish (HeraldDataverse *dataverse, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, dataverse), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Somebody, for who has to tell them from somebody else. @name: (nullable). */
static char *
describe (const char *name, const char *id)
{
  if (name == NULL || *name == '\0')
    return g_strdup (id);
  /* Translators: a name and the ID behind it. */
  return g_strdup_printf (_("“%s” (%s)"), name, id);
}

/* What @field of @environment, whose name is in @name_field, was when it was saved. */
static char *
describe_saved (HeraldEnvironment     *environment,
                HeraldEnvironmentField name_field,
                HeraldEnvironmentField field)
{
  return describe (herald_environment_get (environment, name_field),
                   herald_environment_get (environment, field));
}

static gboolean
is_as_saved (HeraldEnvironment *environment, HeraldEnvironmentField field, const char *now)
{
  const char *saved = herald_environment_get (environment, field);

  return *saved == '\0' || g_ascii_strcasecmp (saved, now) == 0;
}

/**
 * herald_identity_check:
 * @self: who answers now
 * @environment: what was saved; nothing saved is no difference, and the emulator may change
 * @error: where to put an error
 *
 * What is another one now than was saved means a wrong address or a wrong person: nothing may be
 * written there until somebody says that it is right.
 *
 * **Errors:** CONFLICT.
 *
 * Returns: whether organisation and user are the saved ones
 */
gboolean
herald_identity_check (const HeraldIdentity *self, HeraldEnvironment *environment, GError **error)
{
  if (herald_environment_is_emulator (environment))
    return TRUE;
  if (!is_as_saved (environment, HERALD_ENVIRONMENT_ORGANIZATION_ID, self->organization_id))
    {
      g_autofree char *now = describe (self->organization_name, self->organization_id);
      g_autofree char *saved = describe_saved (environment, HERALD_ENVIRONMENT_ORGANIZATION_NAME,
                                               HERALD_ENVIRONMENT_ORGANIZATION_ID);

      g_set_error (error, HERALD_ERROR, HERALD_ERROR_CONFLICT,
                   _("The environment answers as organization %s, but %s was saved; check its "
                     "address, or sign in again and accept the change"),
                      now, saved);
      return FALSE;
    }
  if (!is_as_saved (environment, HERALD_ENVIRONMENT_USER_ID, self->user_id))
    {
      g_autofree char *now = describe (self->user_name, self->user_id);
      g_autofree char *saved =
        describe_saved (environment, HERALD_ENVIRONMENT_USER_NAME, HERALD_ENVIRONMENT_USER_ID);

      g_set_error (error, HERALD_ERROR, HERALD_ERROR_CONFLICT,
                   _("The environment knows you as user %s, but %s was saved; sign in as that one, "
                     "or sign in again and accept the change"),
                     now, saved);
      return FALSE;
    }
  return TRUE;
}

/* A name that may not be read any more is still that of who has it. @name: (nullable). */
static void
save_one (HeraldEnvironment     *environment,
          HeraldEnvironmentField field,
          const char            *id,
          HeraldEnvironmentField name_field,
          const char            *name)
{
  if (name != NULL || !g_str_equal (herald_environment_get (environment, field), id))
    herald_environment_set (environment, name_field, name);
  herald_environment_set (environment, field, id);
}

/**
 * herald_identity_save:
 * @self: who answers now
 * @environment: what the next sign-in is compared with
 */
void
herald_identity_save (const HeraldIdentity *self, HeraldEnvironment *environment)
{
  save_one (environment, HERALD_ENVIRONMENT_ORGANIZATION_ID, self->organization_id,
            HERALD_ENVIRONMENT_ORGANIZATION_NAME, self->organization_name);
  save_one (environment, HERALD_ENVIRONMENT_USER_ID, self->user_id, HERALD_ENVIRONMENT_USER_NAME,
            self->user_name);
}

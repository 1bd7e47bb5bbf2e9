/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "herald-ui-organization.h"

#include "core/herald-environments.h"

#include <libsoup/soup.h>
#include <string.h>

static gboolean
is_true (gpointer flag)
{
  return *(gboolean *) flag;
}

static gboolean
is_open (gpointer workspace)
{
  return herald_workspace_get_state (workspace) == HERALD_WORKSPACE_OPEN;
}

static gboolean
has_failed (gpointer workspace)
{
  return herald_workspace_get_state (workspace) == HERALD_WORKSPACE_FAILED;
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer done)
{
  g_autoptr (GError) error = NULL;

  herald_environments_save_finish (HERALD_STORE (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) done = TRUE;
}

/* Returns: (transfer full): the id of @environment, which is saved as one at the emulator's https
 * address. */
static char *
save (HeraldUiFixture                *fixture,
      HeraldEmulatorInfo             *info,
      HeraldEnvironment              *environment,
      const HeraldEnvironmentSecrets *kept)
{
  gboolean done = FALSE;

  herald_environment_set (environment, HERALD_ENVIRONMENT_URL,
                          herald_emulator_info_get_https (info));
  herald_environment_set (environment, HERALD_ENVIRONMENT_CA_FILE,
                          herald_emulator_info_get_ca_path (info));
  herald_environments_save_async (herald_workspace_get_store (fixture->workspace),
                                  herald_workspace_get_secrets (fixture->workspace), environment,
                                  kept, NULL, saved_cb, &done);
  herald_ui_wait_for (is_true, &done, "the environment to be saved");
  return g_strdup (herald_environment_get (environment, HERALD_ENVIRONMENT_ID));
}

char *
herald_ui_organization_add (HeraldUiFixture *fixture, HeraldEmulatorInfo *info)
{
  g_autoptr (HeraldEnvironment) environment = herald_environment_new (HERALD_ENVIRONMENT_TEST);

  herald_environment_set (environment, HERALD_ENVIRONMENT_NAME, "Org");
  herald_environment_set (environment, HERALD_ENVIRONMENT_COLOUR, "#33d17a");
  herald_environment_set (environment, HERALD_ENVIRONMENT_CLIENT_ID,
                          herald_emulator_info_get (info, HERALD_EMULATOR_INFO_CLIENT_ID));
  herald_environment_set (environment, HERALD_ENVIRONMENT_SIGN_IN, "user");
  return save (fixture, info, environment, NULL);
}

char *
herald_ui_organization_enter_production (HeraldUiFixture *fixture, HeraldEmulatorInfo *info)
{
  g_autoptr (HeraldEnvironment) environment =
    herald_environment_new (HERALD_ENVIRONMENT_PRODUCTION);
  const HeraldEnvironmentSecrets kept = {
    .credential = herald_emulator_info_get (info, HERALD_EMULATOR_INFO_CLIENT_SECRET),
  };
  char *id;

  herald_environment_set (environment, HERALD_ENVIRONMENT_NAME, "Live");
  herald_environment_set (environment, HERALD_ENVIRONMENT_COLOUR, "#e01b24");
  herald_environment_set (environment, HERALD_ENVIRONMENT_AUTHORITY,
                          herald_emulator_info_get_https (info));
  herald_environment_set (environment, HERALD_ENVIRONMENT_TENANT_ID,
                          herald_emulator_info_get (info, HERALD_EMULATOR_INFO_TENANT_ID));
  herald_environment_set (environment, HERALD_ENVIRONMENT_CLIENT_ID,
                          herald_emulator_info_get (info,
                                                    HERALD_EMULATOR_INFO_CONFIDENTIAL_CLIENT_ID));
  id = save (fixture, info, environment, &kept);
  herald_workspace_select (fixture->workspace, id);
  herald_ui_wait_for (is_open, fixture->workspace, "the production environment");
  return id;
}

void
herald_ui_organization_open (HeraldUiFixture *fixture, const char *id)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.environment", "s", id);
  herald_ui_wait_for (has_failed, fixture->workspace, "Herald to ask for a sign-in");
  herald_ui_settle ();
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer done)
{
  g_autoptr (GError) error = NULL;

  herald_environments_remove_finish (HERALD_STORE (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) done = TRUE;
}

void
herald_ui_organization_remove (HeraldUiFixture *fixture, char *id)
{
  gboolean done = FALSE;

  herald_workspace_select (fixture->workspace, HERALD_EMULATOR_ENVIRONMENT_ID);
  herald_ui_wait_for (is_open, fixture->workspace, "the emulator");
  herald_environments_remove_async (herald_workspace_get_store (fixture->workspace),
                                    herald_workspace_get_secrets (fixture->workspace), id, NULL,
                                    removed_cb, &done);
  herald_ui_wait_for (is_true, &done, "the environment to go");
  g_free (id);
}

void
herald_ui_administer (HeraldEmulatorInfo *info,
                      const char         *method,
                      const char         *path,
                      const char         *json)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autofree char *url = g_strconcat (herald_emulator_info_get_http (info), path, NULL);
  g_autofree char *bearer =
    g_strconcat ("Bearer ", herald_emulator_info_get_admin_token (info), NULL);
  g_autoptr (SoupMessage) message = soup_message_new (method, url);
  g_autoptr (GBytes) body = g_bytes_new (json, strlen (json));
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GError) error = NULL;

  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", bearer);
  soup_message_set_request_body_from_bytes (message, "application/json", body);
  answer = soup_session_send_and_read (session, message, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), <, 300);
}

const char *
herald_ui_find_code (GtkWidget *root)
{
  const char *found = NULL;

  if (GTK_IS_LABEL (root) && gtk_widget_has_css_class (root, "sign-in-code") &&
      gtk_widget_get_mapped (root))
    return gtk_label_get_text (GTK_LABEL (root));
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = herald_ui_find_code (child);
  return found;
}

static gboolean
has_code (gpointer root)
{
  return herald_ui_find_code (root) != NULL;
}

void
herald_ui_wait_for_code (GtkWidget *root)
{
  herald_ui_wait_for (has_code, root, "the code");
}

void
herald_ui_approve (HeraldEmulatorInfo *info, GtkWidget *dialog, const char *who)
{
  g_autofree char *json =
    g_strdup_printf ("{\"userCode\":\"%s\",\"user\":\"%s\"}", herald_ui_find_code (dialog),
                     who != NULL ? who : "admin@contosoltd.com");

  herald_ui_administer (info, "POST", "/_herald/sign-in/approve", json);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three steps in one stack: how, which, and the form. The sign-in of the second is in memory until
 * the form is saved. */
#include "config.h"

#include "ui/herald-environment-finder.h"

#include "core/herald-discovery.h"
#include "ui/herald-connection-group.h"
#include "ui/herald-environment-editor.h"
#include "ui/herald-instance-list.h"
#include "ui/herald-issue-row.h"
#include "ui/herald-sign-in-dialog.h"

#include <glib/gi18n.h>

struct _HeraldEnvironmentFinder
{
  AdwBin parent_instance;

  HeraldWorkspace *workspace; /* (owned) */
  HeraldDiscovery *discovery; /* (owned) (nullable): of the sign-in chosen last */
  const char      *back;      /* the step that the form was opened from */
  gboolean         touched;   /* an untouched form is empty, not wrong */

  HeraldIssueRow        *client_id_issue;
  AdwEntryRow           *client_id_row;
  AdwComboRow           *cloud_row;
  HeraldConnectionGroup *connection_group;
  AdwBin                *editor_bin;
  HeraldInstanceList    *list;
  GtkStack              *stack;
  HeraldIssueRow        *tenant_id_issue;
  AdwEntryRow           *tenant_id_row;
  HeraldIssueRow        *url_issue;
  AdwEntryRow           *url_row;
};

G_DEFINE_FINAL_TYPE (HeraldEnvironmentFinder, herald_environment_finder, ADW_TYPE_BIN)

enum
{
  SIGNAL_DONE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const char *
get_text (gpointer row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

/* Returns: (nullable): NULL for a discovery service of one's own */
static const HeraldCloud *
get_cloud (HeraldEnvironmentFinder *self)
{
  guint              n_clouds = 0;
  const HeraldCloud *clouds = herald_clouds_get (&n_clouds);
  guint              selected = adw_combo_row_get_selected (self->cloud_row);

  return selected < n_clouds ? &clouds[selected] : NULL;
}

/* What the form says about where to sign in. */
static HeraldEnvironment *
read_form (HeraldEnvironmentFinder *self)
{
  const HeraldCloud *cloud = get_cloud (self);
  HeraldEnvironment *service;

  if (cloud != NULL)
    service = herald_discovery_make_service (cloud, get_text (self->client_id_row),
                                             get_text (self->tenant_id_row));
  else
    {
      service = herald_environment_new (HERALD_ENVIRONMENT_PRODUCTION);
      herald_environment_set (service, HERALD_ENVIRONMENT_NAME, get_text (self->url_row));
      herald_environment_set (service, HERALD_ENVIRONMENT_URL, get_text (self->url_row));
      herald_environment_set (service, HERALD_ENVIRONMENT_CLIENT_ID,
                              get_text (self->client_id_row));
      herald_environment_set (service, HERALD_ENVIRONMENT_TENANT_ID,
                              get_text (self->tenant_id_row));
    }
  herald_environment_set (service, HERALD_ENVIRONMENT_SIGN_IN,
                          herald_sign_in_to_string (HERALD_SIGN_IN_USER));
  herald_connection_group_read (self->connection_group, service);
  return service;
}

static void
update (HeraldEnvironmentFinder *self)
{
  static const char *const fields[] = { "clientId",  "tenantId", "url",           "proxy",
                                        "proxyUser", "caFile",   "tlsCertificate" };
  g_autoptr (HeraldEnvironment) service = read_form (self);
  g_autoptr (GPtrArray) issues = herald_environment_validate (service);
  g_autoptr (GPtrArray) none = herald_issues_new ();
  GPtrArray *shown = self->touched ? issues : none;
  gboolean   is_own = get_cloud (self) == NULL;
  gboolean   is_complete = TRUE;

  herald_connection_group_add_issues (self->connection_group, issues);
  gtk_widget_set_visible (GTK_WIDGET (self->url_row), is_own);
  herald_issue_row_show (self->client_id_issue, shown);
  herald_issue_row_show (self->tenant_id_issue, shown);
  herald_issue_row_show (self->url_issue, is_own ? shown : none);
  herald_connection_group_show_issues (self->connection_group, shown);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      const HeraldIssue *issue = herald_issues_find (issues, fields[i]);

      if (issue != NULL && issue->severity == HERALD_SEVERITY_ERROR)
        is_complete = FALSE;
    }
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "finder.sign-in", is_complete);
}

static void
form_changed_cb (HeraldEnvironmentFinder *self)
{
  self->touched = TRUE;
  update (self);
}

static void
cloud_selected_cb (HeraldEnvironmentFinder *self)
{
  update (self);
}

static void
signed_in_cb (HeraldEnvironmentFinder *self)
{
  gtk_stack_set_visible_child_name (self->stack, "list");
  herald_instance_list_load (self->list, self->discovery,
                             herald_workspace_get_environments (self->workspace));
}

static void
start_sign_in (HeraldEnvironmentFinder *self)
{
  HeraldStore *store = herald_workspace_get_store (self->workspace);
  g_autoptr (HeraldEnvironment) service = read_form (self);
  const HeraldEnvironmentSecrets way = {
    .proxy_password = herald_connection_group_get_proxy_password (self->connection_group),
    .client_certificate = herald_connection_group_get_client_certificate (self->connection_group),
  };
  HeraldSignInDialog *dialog;

  if (store == NULL)
    return;
  g_clear_object (&self->discovery);
  self->discovery = herald_discovery_new (store, service, &way);
  dialog =
    herald_sign_in_dialog_new_to_discover (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                           store, self->discovery);
  g_signal_connect_object (dialog, "signed-in", G_CALLBACK (signed_in_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
sign_in_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  start_sign_in (HERALD_ENVIRONMENT_FINDER (widget));
}

/* Back to where the form was opened from, unless it is not needed any more. */
static void
editor_done_cb (HeraldEnvironmentFinder *self, GtkWidget *editor)
{
  if (herald_environment_editor_is_saved (HERALD_ENVIRONMENT_EDITOR (editor)))
    g_signal_emit (self, signals[SIGNAL_DONE], 0);
  else
    gtk_stack_set_visible_child_name (self->stack, self->back);
}

/* Takes @editor, which is floating. */
static void
show_editor (HeraldEnvironmentFinder *self, GtkWidget *editor)
{
  self->back =
    g_str_equal (gtk_stack_get_visible_child_name (self->stack), "list") ? "list" : "start";
  g_signal_connect_object (editor, "done", G_CALLBACK (editor_done_cb), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (self->editor_bin, editor);
  gtk_stack_set_visible_child_name (self->stack, "editor");
}

static void
type_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldEnvironmentFinder *self = HERALD_ENVIRONMENT_FINDER (widget);

  show_editor (self, herald_environment_editor_new (self->workspace, NULL));
}

static void
chosen_cb (HeraldEnvironmentFinder *self, HeraldInstance *instance)
{
  show_editor (self,
               herald_environment_editor_new_found (self->workspace, self->discovery, instance));
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldEnvironmentFinder *self = HERALD_ENVIRONMENT_FINDER (widget);

  if (g_str_equal (gtk_stack_get_visible_child_name (self->stack), "list"))
    gtk_stack_set_visible_child_name (self->stack, "start");
  else
    g_signal_emit (self, signals[SIGNAL_DONE], 0);
}

static void
herald_environment_finder_dispose (GObject *object)
{
  HeraldEnvironmentFinder *self = HERALD_ENVIRONMENT_FINDER (object);

  g_clear_object (&self->workspace);
  g_clear_object (&self->discovery);
  adw_bin_set_child (ADW_BIN (self), NULL);
  G_OBJECT_CLASS (herald_environment_finder_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentFinder, client_id_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentFinder, client_id_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentFinder, cloud_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentFinder, connection_group);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentFinder, editor_bin);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentFinder, list);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentFinder, stack);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentFinder, tenant_id_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentFinder, tenant_id_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentFinder, url_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentFinder, url_row);
}

static void
herald_environment_finder_class_init (HeraldEnvironmentFinderClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_environment_finder_dispose;
  signals[SIGNAL_DONE] = g_signal_new ("done", HERALD_TYPE_ENVIRONMENT_FINDER, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "finder.back", NULL);
  gtk_widget_class_install_action (widget_class, "finder.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "finder.sign-in", NULL, sign_in_action);
  gtk_widget_class_install_action (widget_class, "finder.type", NULL, type_action);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-environment-finder.ui");
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, cloud_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, form_changed_cb);
  bind_children (widget_class);
  g_type_ensure (HERALD_TYPE_CONNECTION_GROUP);
  g_type_ensure (HERALD_TYPE_INSTANCE_LIST);
  g_type_ensure (HERALD_TYPE_ISSUE_ROW);
}

static void
fill_clouds (HeraldEnvironmentFinder *self)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  guint              n_clouds = 0;
  const HeraldCloud *clouds = herald_clouds_get (&n_clouds);

  for (guint i = 0; i < n_clouds; i++)
    gtk_string_list_append (labels, herald_cloud_get_label (&clouds[i]));
  gtk_string_list_append (labels, C_ ("Cloud", "Another discovery service"));
  adw_combo_row_set_model (self->cloud_row, G_LIST_MODEL (labels));
}

static void
herald_environment_finder_init (HeraldEnvironmentFinder *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  herald_connection_group_forbid_ignoring (self->connection_group);
  fill_clouds (self);
}

/* Whoever added one environment mostly has one app registration for all. */
static void
propose_client_id (HeraldEnvironmentFinder *self)
{
  GListModel *saved = herald_workspace_get_environments (self->workspace);

  for (guint i = 0; i < g_list_model_get_n_items (saved); i++)
    {
      g_autoptr (HeraldEnvironment) environment = g_list_model_get_item (saved, i);

      if (herald_environment_get_kind (environment) == HERALD_ENVIRONMENT_EMULATOR ||
          herald_environment_get_sign_in (environment) != HERALD_SIGN_IN_USER)
        continue;
      gtk_editable_set_text (GTK_EDITABLE (self->client_id_row),
                             herald_environment_get (environment, HERALD_ENVIRONMENT_CLIENT_ID));
      return;
    }
}

/**
 * herald_environment_finder_new:
 * @workspace: where an environment is added
 *
 * Returns: (transfer floating): the first step
 */
GtkWidget *
herald_environment_finder_new (HeraldWorkspace *workspace)
{
  HeraldEnvironmentFinder *self;

  g_return_val_if_fail (HERALD_IS_WORKSPACE (workspace), NULL);

  self = g_object_new (HERALD_TYPE_ENVIRONMENT_FINDER, NULL);
  self->workspace = g_object_ref (workspace);
  propose_client_id (self);
  self->touched = FALSE;
  update (self);
  return GTK_WIDGET (self);
}

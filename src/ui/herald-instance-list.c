/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Some environments are missing on purpose (contract: auth, 4.8), so that an empty list says which
 * and an address can always be typed. */
#include "config.h"

#include "ui/herald-instance-list.h"

#include "base/herald-error.h"
#include "ui/herald-instance-row.h"
#include "ui/herald-status.h"

#include <glib/gi18n.h>

struct _HeraldInstanceList
{
  AdwBin parent_instance;

  HeraldDiscovery *discovery;   /* (owned) (nullable) */
  GListModel      *saved;       /* (owned) (nullable) (element-type HeraldEnvironment) */
  GCancellable    *cancellable; /* (owned) (nullable): of the call under way */
  gboolean         failed;

  GtkLabel       *account_label;
  GtkListBox     *list;
  GtkSearchEntry *search_entry;
  GtkStack       *stack;
  HeraldStatus   *status;
};

G_DEFINE_FINAL_TYPE (HeraldInstanceList, herald_instance_list, ADW_TYPE_BIN)

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* Returns: (transfer full) (nullable): the name under which it is saved */
static char *
dup_saved_name (HeraldInstanceList *self, HeraldInstance *instance)
{
  for (guint i = 0; i < g_list_model_get_n_items (self->saved); i++)
    {
      g_autoptr (HeraldEnvironment) environment = g_list_model_get_item (self->saved, i);

      if (herald_instance_is_saved_as (instance, environment))
        return g_strdup (herald_environment_get (environment, HERALD_ENVIRONMENT_NAME));
    }
  return NULL;
}

static void
clear_list (HeraldInstanceList *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
}

static void
show_none (HeraldInstanceList *self)
{
  herald_status_show_empty (
    self->status, "system-users-symbolic",
    _("No Environments"), _("You signed in, but are a user of no environment in this tenant. "
                              "Those of a security group that you are not in, those where you are "
                              "disabled and those of another tenant are never listed."),
                              _("_Sign In as Somebody Else"));
  herald_status_add_action (self->status, _("_Type the Address"), "finder.type");
  gtk_stack_set_visible_child_name (self->stack, "status");
}

static void
show_failure (HeraldInstanceList *self, const GError *error)
{
  herald_status_show_error (self->status, _("The Environments Cannot Be Listed"), error);
  herald_status_add_action (self->status, _("_Sign In Again"), "finder.sign-in");
  herald_status_add_action (self->status, _("_Type the Address"), "finder.type");
  gtk_stack_set_visible_child_name (self->stack, "status");
}

static void
show_instances (HeraldInstanceList *self, GPtrArray *instances)
{
  HeraldEnvironment *service = herald_discovery_get_service (self->discovery);
  g_autofree char   *account = NULL;

  if (instances->len == 0)
    {
      show_none (self);
      return;
    }
  /* Translators: %s is the name somebody signs in with. */
  account = g_strdup_printf (_("Signed in as %s"),
                                herald_environment_get (service, HERALD_ENVIRONMENT_ACCOUNT));
  gtk_label_set_text (self->account_label, account);
  for (guint i = 0; i < instances->len; i++)
    {
      HeraldInstance  *instance = g_ptr_array_index (instances, i);
      g_autofree char *saved_as = dup_saved_name (self, instance);

      gtk_list_box_append (self->list, herald_instance_row_new (instance, saved_as));
    }
  gtk_stack_set_visible_child_name (self->stack, "list");
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldInstanceList) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) instances =
    herald_discovery_list_finish (HERALD_DISCOVERY (source), result, &error);

  if (herald_error_is_cancelled (error))
    return;
  g_clear_object (&self->cancellable);
  self->failed = instances == NULL;
  if (instances != NULL)
    show_instances (self, instances);
  else
    show_failure (self, error);
}

static void
load (HeraldInstanceList *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  clear_list (self);
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  herald_status_show_loading (self->status, _("Looking for Your Environments…"));
  gtk_stack_set_visible_child_name (self->stack, "status");
  herald_discovery_list_async (self->discovery, self->cancellable, listed_cb, g_object_ref (self));
}

/* After a failure the button tries again; where there is nothing somebody else may see more. */
static void
status_activated_cb (HeraldInstanceList *self)
{
  if (self->failed)
    load (self);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "finder.sign-in", NULL);
}

static void
search_changed_cb (HeraldInstanceList *self)
{
  gtk_list_box_invalidate_filter (self->list);
}

/* The entry takes Escape for itself, also when there is nothing to stop. */
static void
stop_search_cb (HeraldInstanceList *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->search_entry)) != '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "finder.back", NULL);
}

static gboolean
filter_cb (GtkListBoxRow *row, gpointer user_data)
{
  HeraldInstanceList *self = user_data;

  return herald_instance_matches (herald_instance_row_get_instance (HERALD_INSTANCE_ROW (row)),
                                  gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
}

static void
row_activated_cb (HeraldInstanceList *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0,
                 herald_instance_row_get_instance (HERALD_INSTANCE_ROW (row)));
}

static void
herald_instance_list_dispose (GObject *object)
{
  HeraldInstanceList *self = HERALD_INSTANCE_LIST (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->discovery);
  g_clear_object (&self->saved);
  if (self->list != NULL)
    gtk_list_box_set_filter_func (self->list, NULL, NULL, NULL);
  adw_bin_set_child (ADW_BIN (self), NULL);
  self->list = NULL;
  G_OBJECT_CLASS (herald_instance_list_parent_class)->dispose (object);
}

static void
herald_instance_list_class_init (HeraldInstanceListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_instance_list_dispose;
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", HERALD_TYPE_INSTANCE_LIST, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, HERALD_TYPE_INSTANCE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-instance-list.ui");
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, status_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_child (widget_class, HeraldInstanceList, account_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldInstanceList, list);
  gtk_widget_class_bind_template_child (widget_class, HeraldInstanceList, search_entry);
  gtk_widget_class_bind_template_child (widget_class, HeraldInstanceList, stack);
  gtk_widget_class_bind_template_child (widget_class, HeraldInstanceList, status);
  g_type_ensure (HERALD_TYPE_STATUS);
}

static void
herald_instance_list_init (HeraldInstanceList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_filter_func (self->list, filter_cb, self, NULL);
}

/**
 * herald_instance_list_new:
 *
 * Returns: (transfer floating): a list of nothing
 */
GtkWidget *
herald_instance_list_new (void)
{
  return g_object_new (HERALD_TYPE_INSTANCE_LIST, NULL);
}

/**
 * herald_instance_list_load:
 * @self: a list
 * @discovery: somebody signed in to it
 * @saved: (element-type HeraldEnvironment): the saved environments
 *
 * Asks for the environments and shows them.
 */
void
herald_instance_list_load (HeraldInstanceList *self, HeraldDiscovery *discovery, GListModel *saved)
{
  g_return_if_fail (HERALD_IS_INSTANCE_LIST (self));
  g_return_if_fail (HERALD_IS_DISCOVERY (discovery));
  g_return_if_fail (G_IS_LIST_MODEL (saved));

  g_set_object (&self->discovery, discovery);
  g_set_object (&self->saved, saved);
  load (self);
}

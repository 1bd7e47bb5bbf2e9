/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The allow-list of each environment, with what was contacted and what was refused. The rows follow
 * the store while the page is shown, and stay where they are as long as the servers are the same.
 */
#include "config.h"

#include "ui/herald-hosts-page.h"

#include "base/herald-error.h"
#include "core/herald-hosts.h"
#include "ui/herald-clipboard.h"
#include "ui/herald-host-row.h"
#include "ui/herald-toast.h"

#include <glib/gi18n.h>

/* A session at work writes many times a second. */
#define RELOAD_PAUSE_MS 500

struct _HeraldHostsPage
{
  AdwPreferencesPage parent_instance;

  HeraldWorkspace *workspace;   /* (owned) (nullable) */
  GCancellable    *cancellable; /* (owned) */
  GPtrArray       *groups;      /* (element-type GtkWidget) (owned): one per environment */
  GPtrArray       *rows;        /* (element-type HeraldHostRow) (owned): of all groups */
  guint            reload_id;
  gboolean         follows; /* the store */

  AdwComboRow  *order_row;
  AdwActionRow *summary_row;
};

G_DEFINE_FINAL_TYPE (HeraldHostsPage, herald_hosts_page, ADW_TYPE_PREFERENCES_PAGE)

/* In the order of the list. */
typedef enum
{
  ORDER_ADDRESS,
  ORDER_LAST_CONTACT,
  ORDER_REFUSED,
} Order;

/* The servers of one group. */
typedef struct
{
  char      *title; /* (owned) */
  GPtrArray *hosts; /* (owned) (element-type HeraldHost) */
} Section;

static void
section_free (gpointer data)
{
  Section *section = data;

  g_free (section->title);
  g_ptr_array_unref (section->hosts);
  g_free (section);
}

static int
compare_hosts (gconstpointer a, gconstpointer b, gpointer order)
{
  const HeraldHost *first = *(const HeraldHost *const *) a;
  const HeraldHost *second = *(const HeraldHost *const *) b;
  gint64            difference = 0;

  if (GPOINTER_TO_UINT (order) == ORDER_LAST_CONTACT)
    difference = second->contacted_us - first->contacted_us;
  else if (GPOINTER_TO_UINT (order) == ORDER_REFUSED)
    difference = second->refused_us - first->refused_us;
  if (difference != 0)
    return difference < 0 ? -1 : 1;
  return herald_host_compare (a, b);
}

/* Takes @hosts. */
static void
add_section (HeraldHostsPage *self, GPtrArray *sections, const char *title, GPtrArray *hosts)
{
  Section *section = g_new0 (Section, 1);

  section->title = g_strdup (title);
  section->hosts = hosts;
  g_ptr_array_sort_with_data (hosts, compare_hosts,
                              GUINT_TO_POINTER (adw_combo_row_get_selected (self->order_row)));
  g_ptr_array_add (sections, section);
}

/* The emulator's addresses are known of the environment that is open. */
static HeraldEnvironment *
dup_environment (HeraldHostsPage *self, guint position)
{
  HeraldEnvironment *environment =
    g_list_model_get_item (herald_workspace_get_environments (self->workspace), position);
  HeraldEnvironment *open = herald_workspace_get_environment (self->workspace);

  if (open == NULL || g_strcmp0 (herald_environment_get (open, HERALD_ENVIRONMENT_ID),
                                 herald_environment_get (environment, HERALD_ENVIRONMENT_ID)) != 0)
    return environment;
  g_object_unref (environment);
  return g_object_ref (open);
}

static GPtrArray *
list_sections (HeraldHostsPage *self, GPtrArray *kept)
{
  GListModel *environments = herald_workspace_get_environments (self->workspace);
  GPtrArray  *sections = g_ptr_array_new_with_free_func (section_free);
  g_autoptr (GPtrArray) known = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) others = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (environments); i++)
    {
      HeraldEnvironment *environment = dup_environment (self, i);

      g_ptr_array_add (known, environment);
      add_section (self, sections, herald_environment_get (environment, HERALD_ENVIRONMENT_NAME),
                   herald_hosts_of (kept, environment));
    }
  others = herald_hosts_of_none (kept, known);
  if (others->len > 0)
    add_section (self, sections, _("For No Saved Environment"), g_steal_pointer (&others));
  return sections;
}

static GtkWidget *
new_empty_row (void)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("No server yet"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row),
                               _("The emulator’s addresses are chosen when it starts"));
  return row;
}

static void
show_section (HeraldHostsPage *self, const Section *section)
{
  GtkWidget       *group = adw_preferences_group_new ();
  g_autofree char *title = g_markup_escape_text (section->title, -1);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  g_object_set_data_full (G_OBJECT (group), "name", g_strdup (section->title), g_free);
  for (guint i = 0; i < section->hosts->len; i++)
    {
      GtkWidget *row = herald_host_row_new (g_ptr_array_index (section->hosts, i));

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
      g_ptr_array_add (self->rows, g_object_ref (row));
    }
  if (section->hosts->len == 0)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), new_empty_row ());
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (self), ADW_PREFERENCES_GROUP (group));
  g_ptr_array_add (self->groups, g_object_ref (group));
}

/* Whether the rows are those of @sections already; then they show how it stands now. */
static gboolean
update_rows (HeraldHostsPage *self, GPtrArray *sections, gboolean apply)
{
  guint n_rows = 0;

  if (sections->len != self->groups->len)
    return FALSE;
  for (guint i = 0; i < sections->len; i++)
    {
      GPtrArray *hosts = ((const Section *) g_ptr_array_index (sections, i))->hosts;

      for (guint j = 0; j < hosts->len; j++, n_rows++)
        {
          const HeraldHost *host = g_ptr_array_index (hosts, j);
          HeraldHostRow    *row =
            n_rows < self->rows->len ? g_ptr_array_index (self->rows, n_rows) : NULL;

          if (row == NULL || !g_str_equal (herald_host_row_get_host (row)->origin, host->origin))
            return FALSE;
          if (apply)
            herald_host_row_set_host (row, host);
        }
    }
  return n_rows == self->rows->len;
}

static void
show_sections (HeraldHostsPage *self, GPtrArray *sections)
{
  if (update_rows (self, sections, FALSE))
    {
      update_rows (self, sections, TRUE);
      return;
    }
  for (guint i = 0; i < self->groups->len; i++)
    adw_preferences_page_remove (ADW_PREFERENCES_PAGE (self), g_ptr_array_index (self->groups, i));
  g_ptr_array_set_size (self->groups, 0);
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < sections->len; i++)
    show_section (self, g_ptr_array_index (sections, i));
}

static void
show_summary (HeraldHostsPage *self, GPtrArray *kept)
{
  guint            n_elsewhere = herald_hosts_count_elsewhere (kept);
  guint            n_refusals = (guint) MIN (herald_hosts_count_refusals (kept), G_MAXUINT);
  g_autofree char *elsewhere =
    g_strdup_printf (ngettext ("%u other computer was contacted",
                               "%u other computers were contacted", n_elsewhere),
                     n_elsewhere);
  g_autofree char *refusals =
    g_strdup_printf (ngettext ("%u time something was kept from going to another server",
                               "%u times something was kept from going to another server",
                               n_refusals),
                     n_refusals);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->summary_row),
                                 n_elsewhere == 0 ? _("Only this computer was contacted")
                                                  : elsewhere);
  adw_action_row_set_subtitle (self->summary_row,
                               n_refusals == 0 ? _("Nothing had to be refused") : refusals);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldHostsPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) kept = herald_hosts_read_finish (HERALD_STORE (source), result, &error);
  g_autoptr (GPtrArray) sections = NULL;

  if (herald_error_is_cancelled (error) || self->workspace == NULL)
    return;
  if (kept == NULL)
    {
      herald_toast_show_error (GTK_WIDGET (self), _("The list of servers cannot be read"), error);
      return;
    }
  sections = list_sections (self, kept);
  show_sections (self, sections);
  show_summary (self, kept);
}

static void
reload (HeraldHostsPage *self)
{
  HeraldStore *store = herald_workspace_get_store (self->workspace);

  if (store != NULL)
    herald_hosts_read_async (store, self->cancellable, read_cb, g_object_ref (self));
}

static gboolean
reload_cb (gpointer user_data)
{
  HeraldHostsPage *self = user_data;

  self->reload_id = 0;
  if (self->workspace != NULL)
    reload (self);
  return G_SOURCE_REMOVE;
}

static void
store_changed_cb (HeraldHostsPage *self, guint tables)
{
  if ((tables & (HERALD_TABLE_HOST | HERALD_TABLE_ENVIRONMENT)) && self->reload_id == 0 &&
      gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->reload_id = g_timeout_add (RELOAD_PAUSE_MS, reload_cb, self);
}

static void
order_selected_cb (HeraldHostsPage *self)
{
  if (self->workspace != NULL)
    reload (self);
}

static void
copy_all_clicked_cb (HeraldHostsPage *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->rows->len; i++)
    {
      HeraldHostRow *row = g_ptr_array_index (self->rows, i);
      GtkWidget     *group = gtk_widget_get_ancestor (GTK_WIDGET (row), ADW_TYPE_PREFERENCES_GROUP);
      g_autofree char *line = herald_host_row_dup_text (row);

      g_string_append_printf (text, "%s\t%s\n",
                              (const char *) g_object_get_data (G_OBJECT (group), "name"), line);
    }
  herald_clipboard_copy (GTK_WIDGET (self), text->str);
  herald_toast_show (GTK_WIDGET (self), _("Copied"));
}

static void
herald_hosts_page_map (GtkWidget *widget)
{
  HeraldHostsPage *self = HERALD_HOSTS_PAGE (widget);
  HeraldStore     *store =
    self->workspace != NULL ? herald_workspace_get_store (self->workspace) : NULL;

  GTK_WIDGET_CLASS (herald_hosts_page_parent_class)->map (widget);
  if (store != NULL && !self->follows)
    {
      self->follows = TRUE;
      g_signal_connect_object (store, "changed", G_CALLBACK (store_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  if (self->workspace != NULL)
    reload (self);
}

static void
herald_hosts_page_dispose (GObject *object)
{
  HeraldHostsPage *self = HERALD_HOSTS_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->reload_id, g_source_remove);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (herald_hosts_page_parent_class)->dispose (object);
}

static void
herald_hosts_page_finalize (GObject *object)
{
  HeraldHostsPage *self = HERALD_HOSTS_PAGE (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->groups, g_ptr_array_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (herald_hosts_page_parent_class)->finalize (object);
}

static void
herald_hosts_page_class_init (HeraldHostsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_hosts_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = herald_hosts_page_finalize;
  widget_class->map = herald_hosts_page_map;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-hosts-page.ui");
  gtk_widget_class_bind_template_callback (widget_class, copy_all_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, order_selected_cb);
  gtk_widget_class_bind_template_child (widget_class, HeraldHostsPage, order_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldHostsPage, summary_row);
}

static void
herald_hosts_page_init (HeraldHostsPage *self)
{
  self->cancellable = g_cancellable_new ();
  self->groups = g_ptr_array_new_with_free_func (g_object_unref);
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * herald_hosts_page_set_workspace:
 * @self: a page
 * @workspace: whose servers to show; set once
 *
 * They are read each time the page is shown.
 */
void
herald_hosts_page_set_workspace (HeraldHostsPage *self, HeraldWorkspace *workspace)
{
  g_return_if_fail (HERALD_IS_HOSTS_PAGE (self));
  g_return_if_fail (HERALD_IS_WORKSPACE (workspace));
  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
}

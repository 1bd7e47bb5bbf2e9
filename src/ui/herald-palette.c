/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of what can be done that shrinks as one types. The entries come from the tables of pages
 * and of accelerators and from the list of environments, so nothing has to be added here. */
#include "config.h"

#include "ui/herald-palette.h"

#include "ui/herald-accels.h"
#include "ui/herald-environment-label.h"
#include "ui/herald-pages.h"

#include <glib/gi18n.h>

struct _HeraldPalette
{
  AdwWindow parent_instance;

  char  *typed; /* (owned): what the list is shown for, folded */
  char **words; /* (owned) (nullable): of that */

  GtkListBox     *list;
  GtkSearchEntry *search_entry;
};

G_DEFINE_FINAL_TYPE (HeraldPalette, herald_palette, ADW_TYPE_WINDOW)

static GtkWidget *
add_row (HeraldPalette *self,
         const char    *title,
         const char    *icon_name,
         const char    *action,
         const char    *accel)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (icon_name);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "action", g_strdup (action), g_free);
  g_object_set_data_full (G_OBJECT (row), "folded", g_utf8_casefold (title, -1), g_free);
  if (accel != NULL)
    {
      GtkWidget *label = gtk_shortcut_label_new (accel);

      gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
    }
  gtk_list_box_append (self->list, row);
  return row;
}

static void
add_pages (HeraldPalette *self)
{
  guint                 n_pages = 0;
  const HeraldPageInfo *pages = herald_pages_get (&n_pages);

  for (guint i = 0; i < n_pages; i++)
    {
      g_autofree char *action = g_strdup_printf ("win.open::%s", pages[i].name);
      g_autofree char *accel = g_strdup_printf ("<Control>%u", i + 1);

      add_row (self, _(pages[i].title), pages[i].icon_name, action, accel);
    }
}

static void
add_actions (HeraldPalette *self)
{
  gsize              n_accels = 0;
  const HeraldAccel *accels = herald_accels_get (&n_accels);

  for (gsize i = 0; i < n_accels; i++)
    {
      g_auto (GStrv) keys = g_strsplit (accels[i].accels, " ", 2);

      if (accels[i].palette)
        add_row (self, _(accels[i].title), "system-run-symbolic", accels[i].action, keys[0]);
    }
}

/* What has no keys of its own. */
static void
add_commands (HeraldPalette *self, HeraldEnvironment *environment)
{
  static const struct
  {
    const char *action;
    const char *title;
    gboolean    of_emulator; /* whether the emulator has it, too */
    gboolean    of_people;   /* whether it is only for where people sign in */
  } commands[] = {
    { "win.test-connection", N_ ("Test the connection"), TRUE, FALSE },
    { "win.edit-environment", N_ ("Edit this environment"), FALSE, FALSE },
    { "win.sign-out", N_ ("Sign out"), FALSE, TRUE },
    { "win.add-environment", N_ ("Add an environment"), TRUE, FALSE },
    { "win.secrets", N_ ("Keys, tokens and secrets"), TRUE, FALSE },
  };
  const gboolean is_emulator = herald_environment_is_emulator (environment);
  const gboolean is_people =
    !is_emulator && herald_environment_get_sign_in (environment) == HERALD_SIGN_IN_USER;

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if ((!is_emulator || commands[i].of_emulator) && (is_people || !commands[i].of_people))
      add_row (self, _(commands[i].title), "system-run-symbolic", commands[i].action, NULL);
}

/* Those that are not open in the window. */
static void
add_environments (HeraldPalette *self, HeraldWorkspace *workspace)
{
  GListModel *list = herald_workspace_get_environments (workspace);
  const char *open_id =
    herald_environment_get (herald_workspace_get_environment (workspace), HERALD_ENVIRONMENT_ID);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (HeraldEnvironment) environment = g_list_model_get_item (list, i);
      const char      *id = herald_environment_get (environment, HERALD_ENVIRONMENT_ID);
      g_autofree char *action = g_strdup_printf ("win.environment::%s", id);
      g_autofree char *title = NULL;
      GtkWidget       *row;

      if (g_strcmp0 (id, open_id) == 0)
        continue;
      /* Translators: %s is the name of an environment. */
      title = g_strdup_printf (_("Switch to “%s”"),
                                  herald_environment_get (environment, HERALD_ENVIRONMENT_NAME));
      row = add_row (self, title, "network-server-symbolic", action, NULL);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row),
                                   herald_environment_label_describe_kind (
                                     herald_environment_get_kind (environment)));
    }
}

static gboolean
filter_cb (GtkListBoxRow *row, gpointer user_data)
{
  HeraldPalette *self = HERALD_PALETTE (user_data);
  const char    *folded = g_object_get_data (G_OBJECT (row), "folded");

  for (char **word = self->words; word != NULL && *word != NULL; word++)
    if (strstr (folded, *word) == NULL)
      return FALSE;
  return TRUE;
}

static GtkListBoxRow *
find_visible_row (HeraldPalette *self, int start, int step)
{
  GtkListBoxRow *row;

  for (int i = start; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i += step)
    if (gtk_widget_get_child_visible (GTK_WIDGET (row)))
      return row;
  return NULL;
}

static void
search_changed_cb (HeraldPalette *self)
{
  g_autofree char *folded =
    g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search_entry)), -1);

  g_strstrip (folded);
  if (g_strcmp0 (folded, self->typed) == 0)
    return;
  g_free (self->typed);
  self->typed = g_steal_pointer (&folded);
  g_strfreev (self->words);
  self->words = g_strsplit_set (self->typed, " ", -1);
  gtk_list_box_invalidate_filter (self->list);
  gtk_list_box_select_row (self->list, find_visible_row (self, 0, 1));
}

static void
row_activated_cb (HeraldPalette *self, GtkListBoxRow *row)
{
  GtkWindow       *window = gtk_window_get_transient_for (GTK_WINDOW (self));
  const char      *detailed = g_object_get_data (G_OBJECT (row), "action");
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;

  if (!g_action_parse_detailed_name (detailed, &name, &target, NULL))
    g_return_if_reached ();
  g_object_ref (window);
  gtk_window_close (GTK_WINDOW (self));
  gtk_widget_activate_action_variant (GTK_WIDGET (window), name, target);
  g_object_unref (window);
}

static void
search_activate_cb (HeraldPalette *self)
{
  GtkListBoxRow *row;

  /* The entry tells of a change only after a moment. */
  search_changed_cb (self);
  row = gtk_list_box_get_selected_row (self->list);
  if (row != NULL && gtk_widget_get_child_visible (GTK_WIDGET (row)))
    row_activated_cb (self, row);
}

/* Up and down walk the list while the entry keeps the focus. */
static gboolean
key_pressed_cb (HeraldPalette *self, guint keyval, guint keycode, GdkModifierType state)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  int            step = keyval == GDK_KEY_Down ? 1 : keyval == GDK_KEY_Up ? -1 : 0;

  if (step == 0 || row == NULL)
    return GDK_EVENT_PROPAGATE;
  row = find_visible_row (self, gtk_list_box_row_get_index (row) + step, step);
  if (row != NULL)
    gtk_list_box_select_row (self->list, row);
  return GDK_EVENT_STOP;
}

static void
stop_search_cb (HeraldPalette *self)
{
  gtk_window_close (GTK_WINDOW (self));
}

static void
herald_palette_finalize (GObject *object)
{
  HeraldPalette *self = HERALD_PALETTE (object);

  g_free (self->typed);
  g_clear_pointer (&self->words, g_strfreev);
  G_OBJECT_CLASS (herald_palette_parent_class)->finalize (object);
}

static void
herald_palette_class_init (HeraldPaletteClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = herald_palette_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-palette.ui");
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_child (widget_class, HeraldPalette, list);
  gtk_widget_class_bind_template_child (widget_class, HeraldPalette, search_entry);
}

static void
herald_palette_init (HeraldPalette *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->typed = g_strdup ("");
  gtk_list_box_set_filter_func (self->list, filter_cb, self, NULL);
  gtk_search_entry_set_key_capture_widget (self->search_entry, GTK_WIDGET (self));
  add_pages (self);
  add_actions (self);
  gtk_list_box_select_row (self->list, find_visible_row (self, 0, 1));
}

/**
 * herald_palette_present:
 * @window: the window whose pages and actions to offer
 *
 * Returns: (transfer none): the palette, shown; it closes itself
 */
HeraldPalette *
herald_palette_present (HeraldWindow *window)
{
  HeraldPalette   *self;
  HeraldWorkspace *workspace;

  g_return_val_if_fail (HERALD_IS_WINDOW (window), NULL);

  workspace = herald_window_get_workspace (window);
  self = g_object_new (HERALD_TYPE_PALETTE, "transient-for", window, NULL);
  add_commands (self, herald_workspace_get_environment (workspace));
  add_environments (self, workspace);
  gtk_window_present (GTK_WINDOW (self));
  return self;
}

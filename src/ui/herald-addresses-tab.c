/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows the ready line for people: each part to copy, all of it for a shell, and commands to begin
 * with. Secrets are masked until somebody asks for them. */
#include "config.h"

#include "ui/herald-addresses-tab.h"

#include "model/herald-addresses.h"
#include "ui/herald-clipboard.h"
#include "ui/herald-copy-row.h"
#include "ui/herald-toast.h"
#include "ui/herald-widget.h"

#include <glib/gi18n.h>
#include <string.h>

struct _HeraldAddressesTab
{
  AdwBin parent_instance;

  HeraldEmulatorInfo *info; /* (owned) (nullable) */

  GtkBox              *groups;
  GtkSwitch           *secrets_switch;
  AdwPreferencesGroup *snippets;
  GPtrArray           *snippet_rows; /* (owned) (element-type GtkWidget): unowned */
};

G_DEFINE_FINAL_TYPE (HeraldAddressesTab, herald_addresses_tab, ADW_TYPE_BIN)

/* What holds a secret leaves the clipboard after a while. */
static void
copy (HeraldAddressesTab *self, const char *text, const char *what, gboolean secret)
{
  g_autofree char *message = NULL;

  if (secret)
    {
      herald_clipboard_copy_secret (GTK_WIDGET (self), text);
      herald_toast_show_secret_copied (GTK_WIDGET (self), what);
      return;
    }
  herald_clipboard_copy (GTK_WIDGET (self), text);
  /* Translators: %s is what was copied, such as “Organization ID”. */
  message = g_strdup_printf (_("%s copied"), what);
  herald_toast_show (GTK_WIDGET (self), message);
}

static void
variables_activated_cb (HeraldAddressesTab *self)
{
  gboolean         secret = gtk_switch_get_active (self->secrets_switch);
  g_autofree char *text = NULL;

  if (self->info == NULL)
    return;
  text = herald_addresses_write_variables (self->info, secret);
  copy (self, text, _("Environment variables"), secret);
}

static void
json_activated_cb (HeraldAddressesTab *self)
{
  gboolean         secret = gtk_switch_get_active (self->secrets_switch);
  g_autofree char *text = NULL;

  if (self->info == NULL)
    return;
  text = herald_addresses_write_json (self->info, secret);
  copy (self, text, _("JSON"), secret);
}

static void
snippet_clicked_cb (HeraldAddressesTab *self, GtkButton *button)
{
  gboolean secret = gtk_switch_get_active (self->secrets_switch);

  copy (self, g_object_get_data (G_OBJECT (button), secret ? "herald-text" : "herald-masked"),
        _("Command"), secret);
}

static GtkWidget *
create_snippet_button (HeraldAddressesTab *self, const HeraldSnippet *snippet)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  /* Translators: %s is what a command does, such as “List the phones”. */
  g_autofree char *label = g_strdup_printf (_("Copy the Command “%s”"), snippet->title);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_object_set_data_full (G_OBJECT (button), "herald-text", g_strdup (snippet->text), g_free);
  g_object_set_data_full (G_OBJECT (button), "herald-masked", g_strdup (snippet->masked), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (snippet_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  return button;
}

static void
add_snippet (HeraldAddressesTab *self, const HeraldSnippet *snippet)
{
  GtkWidget *row = adw_expander_row_new ();
  GtkWidget *label = gtk_label_new (snippet->masked);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), snippet->title);
  adw_expander_row_add_action (ADW_EXPANDER_ROW (row), create_snippet_button (self, snippet));
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_direction (label, GTK_TEXT_DIR_LTR);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "monospace");
  gtk_widget_set_margin_start (label, 12);
  gtk_widget_set_margin_end (label, 12);
  gtk_widget_set_margin_top (label, 12);
  gtk_widget_set_margin_bottom (label, 12);
  herald_widget_stop_hyphens (label);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), label);
  adw_preferences_group_add (self->snippets, row);
  g_ptr_array_add (self->snippet_rows, row);
}

static GtkWidget *
add_group (HeraldAddressesTab *self, const char *title)
{
  GtkWidget       *group = adw_preferences_group_new ();
  g_autofree char *escaped = g_markup_escape_text (title, -1);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), escaped);
  gtk_box_append (self->groups, group);
  return group;
}

/* What was given an old address calls in vain; that shows nowhere else. */
static void
tell_of_move (HeraldAddressesTab *self, GtkWidget *addresses)
{
  if (herald_emulator_info_has_moved (self->info))
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (addresses),
                                           _("Not the same as before: another program uses a port of the last start. Give your "
        "programs the new addresses."));
}

static void
fill_groups (HeraldAddressesTab *self)
{
  g_autoptr (GPtrArray) list = herald_addresses_list (self->info);
  GtkWidget  *group = NULL;
  const char *title = NULL;

  for (guint i = 0; i < list->len; i++)
    {
      const HeraldAddress *address = g_ptr_array_index (list, i);
      GtkWidget           *row = herald_copy_row_new (address->label, address->value);

      if (group == NULL || strcmp (title, address->group) != 0)
        group = add_group (self, address->group);
      if (title == NULL)
        tell_of_move (self, group);
      title = address->group;
      g_object_set (row, "secret", address->secret, "revealable", address->secret, NULL);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    }
}

static void
clear (HeraldAddressesTab *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->groups))) != NULL)
    gtk_box_remove (self->groups, child);
  for (guint i = 0; i < self->snippet_rows->len; i++)
    adw_preferences_group_remove (self->snippets, g_ptr_array_index (self->snippet_rows, i));
  g_ptr_array_set_size (self->snippet_rows, 0);
}

static void
herald_addresses_tab_dispose (GObject *object)
{
  HeraldAddressesTab *self = HERALD_ADDRESSES_TAB (object);

  g_clear_object (&self->info);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (herald_addresses_tab_parent_class)->dispose (object);
}

static void
herald_addresses_tab_finalize (GObject *object)
{
  g_clear_pointer (&HERALD_ADDRESSES_TAB (object)->snippet_rows, g_ptr_array_unref);
  G_OBJECT_CLASS (herald_addresses_tab_parent_class)->finalize (object);
}

static void
herald_addresses_tab_class_init (HeraldAddressesTabClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_addresses_tab_dispose;
  G_OBJECT_CLASS (klass)->finalize = herald_addresses_tab_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-addresses-tab.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldAddressesTab, groups);
  gtk_widget_class_bind_template_child (widget_class, HeraldAddressesTab, secrets_switch);
  gtk_widget_class_bind_template_child (widget_class, HeraldAddressesTab, snippets);
  gtk_widget_class_bind_template_callback (widget_class, json_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, variables_activated_cb);
}

static void
herald_addresses_tab_init (HeraldAddressesTab *self)
{
  self->snippet_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * herald_addresses_tab_new:
 *
 * Returns: (transfer floating): a tab without addresses
 */
GtkWidget *
herald_addresses_tab_new (void)
{
  return g_object_new (HERALD_TYPE_ADDRESSES_TAB, NULL);
}

/**
 * herald_addresses_tab_set_info:
 * @self: a tab
 * @info: (nullable): of the emulator in use
 */
void
herald_addresses_tab_set_info (HeraldAddressesTab *self, HeraldEmulatorInfo *info)
{
  g_autoptr (GPtrArray) snippets = NULL;

  g_return_if_fail (HERALD_IS_ADDRESSES_TAB (self));
  g_return_if_fail (info == NULL || HERALD_IS_EMULATOR_INFO (info));

  g_set_object (&self->info, info);
  clear (self);
  if (info == NULL)
    return;
  fill_groups (self);
  snippets = herald_addresses_list_snippets (info);
  for (guint i = 0; i < snippets->len; i++)
    add_snippet (self, g_ptr_array_index (snippets, i));
}

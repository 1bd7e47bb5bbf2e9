/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of a person: what support needs to see at one look. */
#include "config.h"

#include "ui/herald-person-view.h"

#include "model/herald-device.h"
#include "ui/herald-copy-row.h"
#include "ui/herald-device-row.h"

#include <glib/gi18n.h>

struct _HeraldPersonView
{
  AdwBin parent_instance;

  HeraldPerson *person;  /* (owned) (nullable) */
  GPtrArray    *devices; /* (element-type HeraldDevice) (owned) (nullable) */
  GPtrArray    *rows;    /* (element-type GtkWidget) (owned): inside devices_group */

  AdwAvatar           *avatar;
  GtkWidget           *clean_up_button;
  GtkLabel            *company_label;
  GtkWidget           *company_row;
  AdwPreferencesGroup *devices_group;
  HeraldCopyRow       *email_row;
  HeraldCopyRow       *id_row;
  GtkLabel            *name_label;
  GtkLabel            *phone_label;
  GtkWidget           *phone_row;
  GtkLabel            *state_label;
  GtkLabel            *table_label;
};

G_DEFINE_FINAL_TYPE (HeraldPersonView, herald_person_view, ADW_TYPE_BIN)

static void
add_row (HeraldPersonView *self, GtkWidget *row)
{
  adw_preferences_group_add (self->devices_group, row);
  g_ptr_array_add (self->rows, row);
}

static void
clear_rows (HeraldPersonView *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->devices_group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
}

/* One row in place of devices: what is being done, or what there is none of. */
static AdwActionRow *
add_words (HeraldPersonView *self, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  add_row (self, row);
  return ADW_ACTION_ROW (row);
}

static void
show_loading (HeraldPersonView *self)
{
  GtkWidget *spinner = gtk_spinner_new ();

  gtk_spinner_start (GTK_SPINNER (spinner));
  adw_action_row_add_prefix (add_words (self, _("Reading the devices"), ""), spinner);
}

static void
update_count (HeraldPersonView *self)
{
  guint            n_registered = 0;
  g_autofree char *count = NULL;

  for (guint i = 0; self->devices != NULL && i < self->devices->len; i++)
    if (herald_device_get_state (g_ptr_array_index (self->devices, i)) != HERALD_DEVICE_REMOVED)
      n_registered++;
  gtk_widget_set_visible (self->clean_up_button, n_registered > 0);
  if (n_registered > 0)
    count = g_strdup_printf (ngettext ("%u device gets their push.", "%u devices get their push.",
                                       n_registered),
                             n_registered);
  adw_preferences_group_set_description (self->devices_group, count);
}

static void
update_person (HeraldPersonView *self)
{
  HeraldPersonTable table = herald_person_get_table (self->person);
  const char       *company = herald_person_get_company (self->person);
  const char       *phone = herald_person_get_phone (self->person);

  adw_avatar_set_text (self->avatar, herald_person_get_name (self->person));
  gtk_label_set_text (self->name_label, herald_person_get_name (self->person));
  gtk_label_set_text (self->table_label, herald_person_table_get_label (table));
  gtk_label_set_text (self->state_label, herald_person_get_state_label (self->person));
  herald_copy_row_set_value (self->email_row, herald_person_get_email (self->person));
  gtk_widget_set_visible (GTK_WIDGET (self->email_row),
                          herald_person_get_email (self->person) != NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->id_row),
                                 table == HERALD_PERSON_LEAD ? _("Lead ID") : _("Contact ID"));
  herald_copy_row_set_value (self->id_row, herald_person_get_id (self->person));
  gtk_label_set_text (self->company_label, company != NULL ? company : "");
  gtk_widget_set_visible (self->company_row, company != NULL);
  gtk_label_set_text (self->phone_label, phone != NULL ? phone : "");
  gtk_widget_set_visible (self->phone_row, phone != NULL);
}

static void
herald_person_view_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (herald_person_view_parent_class)->dispose (object);
}

static void
herald_person_view_finalize (GObject *object)
{
  HeraldPersonView *self = HERALD_PERSON_VIEW (object);

  g_clear_object (&self->person);
  g_clear_pointer (&self->devices, g_ptr_array_unref);
  g_ptr_array_unref (self->rows);
  G_OBJECT_CLASS (herald_person_view_parent_class)->finalize (object);
}

static void
herald_person_view_class_init (HeraldPersonViewClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = herald_person_view_dispose;
  object_class->finalize = herald_person_view_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-person-view.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldPersonView, avatar);
  gtk_widget_class_bind_template_child (widget_class, HeraldPersonView, clean_up_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldPersonView, company_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldPersonView, company_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldPersonView, devices_group);
  gtk_widget_class_bind_template_child (widget_class, HeraldPersonView, email_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldPersonView, id_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldPersonView, name_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldPersonView, phone_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldPersonView, phone_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldPersonView, state_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldPersonView, table_label);
  g_type_ensure (HERALD_TYPE_COPY_ROW);
}

static void
herald_person_view_init (HeraldPersonView *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  /* A number's groups would change places in right-to-left text. */
  gtk_widget_set_direction (GTK_WIDGET (self->phone_label), GTK_TEXT_DIR_LTR);
}

/**
 * herald_person_view_new:
 *
 * Returns: (transfer floating): a view without a person
 */
GtkWidget *
herald_person_view_new (void)
{
  return g_object_new (HERALD_TYPE_PERSON_VIEW, NULL);
}

/**
 * herald_person_view_get_person:
 * @self: a view
 *
 * Returns: (transfer none) (nullable): the person it shows
 */
HeraldPerson *
herald_person_view_get_person (HeraldPersonView *self)
{
  g_return_val_if_fail (HERALD_IS_PERSON_VIEW (self), NULL);

  return self->person;
}

/**
 * herald_person_view_set_person:
 * @self: a view
 * @person: a contact or a lead
 *
 * The devices are shown as being read until herald_person_view_set_devices() is called.
 */
void
herald_person_view_set_person (HeraldPersonView *self, HeraldPerson *person)
{
  g_return_if_fail (HERALD_IS_PERSON_VIEW (self));
  g_return_if_fail (HERALD_IS_PERSON (person));

  g_set_object (&self->person, person);
  g_clear_pointer (&self->devices, g_ptr_array_unref);
  clear_rows (self);
  update_person (self);
  update_count (self);
  show_loading (self);
}

/**
 * herald_person_view_set_devices:
 * @self: a view
 * @devices: (element-type HeraldDevice): the person's devices
 */
void
herald_person_view_set_devices (HeraldPersonView *self, GPtrArray *devices)
{
  g_return_if_fail (HERALD_IS_PERSON_VIEW (self));
  g_return_if_fail (devices != NULL);

  g_ptr_array_ref (devices);
  g_clear_pointer (&self->devices, g_ptr_array_unref);
  self->devices = devices;
  clear_rows (self);
  for (guint i = 0; i < devices->len; i++)
    add_row (self, herald_device_row_new (g_ptr_array_index (devices, i), TRUE));
  if (devices->len == 0)
    add_words (self,
               _("No devices"),
                  _("No app has registered a device for this person, so no push reaches them. "
                 "Register one here, or have the app register it at sign-in."));
  update_count (self);
}

/**
 * herald_person_view_get_devices:
 * @self: a view
 *
 * Returns: (transfer none) (nullable) (element-type HeraldDevice): the devices, once they are read
 */
GPtrArray *
herald_person_view_get_devices (HeraldPersonView *self)
{
  g_return_val_if_fail (HERALD_IS_PERSON_VIEW (self), NULL);

  return self->devices;
}

/**
 * herald_person_view_show_error:
 * @self: a view
 * @error: why the devices could not be read
 */
void
herald_person_view_show_error (HeraldPersonView *self, const GError *error)
{
  AdwActionRow *row;
  GtkWidget    *button;

  g_return_if_fail (HERALD_IS_PERSON_VIEW (self));
  g_return_if_fail (error != NULL);

  clear_rows (self);
  row = add_words (self, _("The devices could not be read"), error->message);
  button = gtk_button_new_with_mnemonic (_("_Try Again"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "page.reload-devices");
  adw_action_row_add_suffix (row, button);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A result of the look-up as a row to activate. */
#include "config.h"

#include "ui/herald-person-row.h"

#include "ui/herald-widget.h"

struct _HeraldPersonRow
{
  AdwActionRow parent_instance;

  HeraldPerson *person; /* (owned) */

  AdwAvatar *avatar;
  GtkLabel  *state_label;
  GtkLabel  *table_label;
};

G_DEFINE_FINAL_TYPE (HeraldPersonRow, herald_person_row, ADW_TYPE_ACTION_ROW)

static void
herald_person_row_finalize (GObject *object)
{
  g_clear_object (&HERALD_PERSON_ROW (object)->person);
  G_OBJECT_CLASS (herald_person_row_parent_class)->finalize (object);
}

static void
herald_person_row_class_init (HeraldPersonRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = herald_person_row_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-person-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldPersonRow, avatar);
  gtk_widget_class_bind_template_child (widget_class, HeraldPersonRow, state_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldPersonRow, table_label);
}

static void
herald_person_row_init (HeraldPersonRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  herald_widget_stop_hyphens (GTK_WIDGET (self));
}

/* E-mail and company: what tells two people of one name apart. */
static char *
dup_subtitle (HeraldPerson *person)
{
  const char *email = herald_person_get_email (person);
  const char *company = herald_person_get_company (person);

  if (email != NULL && company != NULL)
    return g_strdup_printf ("%s · %s", email, company);
  if (email != NULL)
    return g_strdup (email);
  return g_strdup (company != NULL ? company : "");
}

/**
 * herald_person_row_new:
 * @person: a contact or a lead
 *
 * Returns: (transfer floating): its row
 */
GtkWidget *
herald_person_row_new (HeraldPerson *person)
{
  HeraldPersonRow *self;
  g_autofree char *subtitle = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (HERALD_IS_PERSON (person), NULL);

  self = g_object_new (HERALD_TYPE_PERSON_ROW, NULL);
  self->person = g_object_ref (person);
  subtitle = dup_subtitle (person);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), herald_person_get_name (person));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  adw_avatar_set_text (self->avatar, herald_person_get_name (person));
  gtk_label_set_text (self->table_label,
                      herald_person_table_get_label (herald_person_get_table (person)));
  gtk_label_set_text (self->state_label, herald_person_get_state_label (person));
  name = g_strdup_printf ("%s, %s, %s, %s", herald_person_get_name (person), subtitle,
                          herald_person_table_get_label (herald_person_get_table (person)),
                          herald_person_get_state_label (person));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return GTK_WIDGET (self);
}

/**
 * herald_person_row_get_person:
 * @self: a row
 *
 * Returns: (transfer none): the person it shows
 */
HeraldPerson *
herald_person_row_get_person (HeraldPersonRow *self)
{
  g_return_val_if_fail (HERALD_IS_PERSON_ROW (self), NULL);

  return self->person;
}

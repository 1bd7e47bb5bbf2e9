/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says whether Apple or Google took the credentials, when, and with which words. */
#include "config.h"

#include "ui/herald-check-row.h"

#include "ui/herald-clipboard.h"
#include "ui/herald-state-label.h"
#include "ui/herald-time-label.h"
#include "ui/herald-toast.h"

#include <glib/gi18n.h>

struct _HeraldCheckRow
{
  AdwExpanderRow parent_instance;

  GtkLabel         *raw_label;
  HeraldStateLabel *state_label;
  HeraldTimeLabel  *time_label;
};

G_DEFINE_FINAL_TYPE (HeraldCheckRow, herald_check_row, ADW_TYPE_EXPANDER_ROW)

static void
copy_clicked_cb (HeraldCheckRow *self)
{
  herald_clipboard_copy (GTK_WIDGET (self), gtk_label_get_text (self->raw_label));
  herald_toast_show (GTK_WIDGET (self), _("Raw answer copied"));
}

static void
herald_check_row_class_init (HeraldCheckRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-check-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldCheckRow, raw_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldCheckRow, state_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldCheckRow, time_label);
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked_cb);
}

static void
herald_check_row_init (HeraldCheckRow *self)
{
  g_type_ensure (HERALD_TYPE_STATE_LABEL);
  g_type_ensure (HERALD_TYPE_TIME_LABEL);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * herald_check_row_set_check:
 * @self: a check row
 * @check: (nullable): one platform's answer; %NULL hides the row
 */
void
herald_check_row_set_check (HeraldCheckRow *self, const HeraldCredentialCheck *check)
{
  g_autofree char *escaped = NULL;

  g_return_if_fail (HERALD_IS_CHECK_ROW (self));

  gtk_widget_set_visible (GTK_WIDGET (self), check != NULL);
  if (check == NULL)
    return;
  escaped = g_markup_escape_text (check->message, -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self),
                                 check->ok ? _("Credentials are valid")
                                           : _("Credentials were refused"));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), escaped);
  herald_state_label_set (self->state_label, check->ok ? HERALD_LOOK_GOOD : HERALD_LOOK_BAD,
                          check->code);
  herald_time_label_set_time (self->time_label, g_get_real_time ());
  gtk_label_set_text (self->raw_label,
                      check->raw != NULL && *check->raw != '\0' ? check->raw : _("No answer"));
}

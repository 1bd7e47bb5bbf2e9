/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows a token without having its value; whoever lists tokens fetches that. */
#include "config.h"

#include "ui/herald-token-row.h"

#include "base/herald-redact.h"
#include "ui/herald-time-label.h"

#include <glib/gi18n.h>

struct _HeraldTokenRow
{
  AdwActionRow parent_instance;

  HeraldAccessToken *token; /* (owned) */

  GtkButton *copy_button;
  GtkLabel  *hint_label;
  GtkButton *revoke_button;
};

G_DEFINE_FINAL_TYPE (HeraldTokenRow, herald_token_row, ADW_TYPE_ACTION_ROW)

enum
{
  SIGNAL_COPY,
  SIGNAL_REVOKE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
copy_clicked_cb (HeraldTokenRow *self)
{
  g_signal_emit (self, signals[SIGNAL_COPY], 0);
}

static void
revoke_clicked_cb (HeraldTokenRow *self)
{
  g_signal_emit (self, signals[SIGNAL_REVOKE], 0);
}

static char *
describe (HeraldAccessToken *token)
{
  gint64           now_us = g_get_real_time ();
  gint64           created_us = herald_access_token_get_created_us (token);
  gint64           used_us = herald_access_token_get_last_used_us (token);
  const char      *parts[4] = { NULL };
  gsize            n_parts = 0;
  g_autofree char *created = herald_time_describe (now_us, created_us);
  g_autofree char *used = herald_time_describe (now_us, used_us);
  /* Translators: %s is a time, such as “2 days ago”. */
  g_autofree char *made = g_strdup_printf (_("Made %s"), created);
  /* Translators: %s is a time, such as “2 days ago”; “here” is Herald. */
  g_autofree char *last_used = g_strdup_printf (_("Last used here %s"), used);

  parts[n_parts++] = herald_access_token_is_current (token) ? _("The service’s present token")
                                                            : _("Replaced by a newer one");
  if (created_us > 0)
    parts[n_parts++] = made;
  if (used_us > 0)
    parts[n_parts++] = last_used;
  return g_strjoinv (" · ", (char **) (gpointer) parts);
}

static void
fill (HeraldTokenRow *self)
{
  const char      *name = herald_access_token_get_name (self->token);
  const char      *hint = herald_access_token_get_hint (self->token);
  g_autofree char *escaped = g_markup_escape_text (name, -1);
  g_autofree char *subtitle = describe (self->token);
  g_autofree char *shown = g_strconcat (HERALD_REDACTED, hint, NULL);
  g_autofree char *copy = NULL;
  g_autofree char *revoke = NULL;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), escaped);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  gtk_label_set_text (self->hint_label, shown);
  /* Translators: %s is the name of an access token. */
  copy = g_strdup_printf (_("Copy token “%s”"), name);
  /* Translators: %s is the name of an access token. */
  revoke = g_strdup_printf (_("Revoke token “%s”"), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->copy_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  copy, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->revoke_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, revoke, -1);
}

static void
herald_token_row_dispose (GObject *object)
{
  g_clear_object (&HERALD_TOKEN_ROW (object)->token);
  G_OBJECT_CLASS (herald_token_row_parent_class)->dispose (object);
}

static void
herald_token_row_class_init (HeraldTokenRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_token_row_dispose;
  signals[SIGNAL_COPY] = g_signal_new ("copy", HERALD_TYPE_TOKEN_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_REVOKE] = g_signal_new ("revoke", HERALD_TYPE_TOKEN_ROW, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-token-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldTokenRow, copy_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldTokenRow, hint_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldTokenRow, revoke_button);
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, revoke_clicked_cb);
}

static void
herald_token_row_init (HeraldTokenRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * herald_token_row_new:
 * @token: the token
 *
 * Returns: (transfer floating): its row
 */
GtkWidget *
herald_token_row_new (HeraldAccessToken *token)
{
  HeraldTokenRow *self;

  g_return_val_if_fail (HERALD_IS_ACCESS_TOKEN (token), NULL);

  self = g_object_new (HERALD_TYPE_TOKEN_ROW, NULL);
  self->token = g_object_ref (token);
  fill (self);
  return GTK_WIDGET (self);
}

/**
 * herald_token_row_get_token:
 * @self: a row
 *
 * Returns: (transfer none): its token
 */
HeraldAccessToken *
herald_token_row_get_token (HeraldTokenRow *self)
{
  g_return_val_if_fail (HERALD_IS_TOKEN_ROW (self), NULL);

  return self->token;
}

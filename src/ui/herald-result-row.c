/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Follows a send result while it changes. State is told by icon and words, never by colour alone.
 */
#include "config.h"

#include "ui/herald-result-row.h"

#include <glib/gi18n.h>

struct _HeraldResultRow
{
  AdwActionRow parent_instance;

  HeraldSendResult *result; /* (owned) */
  HeraldService     service;

  GtkWidget *fix_button; /* (unowned): child */
  GtkWidget *icon;       /* (unowned): child */
  GtkWidget *next;       /* (unowned): child: opens the exchange */
  GtkWidget *spinner;    /* (unowned): child */
};

enum
{
  SIGNAL_FIX,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HeraldResultRow, herald_result_row, ADW_TYPE_ACTION_ROW)

/* By HeraldSendStatus: icon and style. */
static const struct
{
  const char *icon_name;
  const char *style;
} looks[] = {
  [HERALD_SEND_WAITING] = { "content-loading-symbolic", "dim-label" },
  [HERALD_SEND_SENDING] = { NULL, NULL },
  [HERALD_SEND_DELIVERED] = { "emblem-ok-symbolic", "success" },
  [HERALD_SEND_FAILED] = { "dialog-error-symbolic", "error" },
  [HERALD_SEND_NOT_REGISTERED] = { "action-unavailable-symbolic", "warning" },
  [HERALD_SEND_UNKNOWN] = { "dialog-question-symbolic", "warning" },
};

static const char *
get_delivered_text (HeraldService service)
{
  switch (service)
    {
    case HERALD_SERVICE_APNS:
      return _("Delivered to APNs");
    case HERALD_SERVICE_FCM:
    case HERALD_SERVICE_GOOGLE_TOKEN:
      return _("Delivered to FCM");
    case HERALD_SERVICE_DATAVERSE:
      return _("In the notification centre");
    case HERALD_SERVICE_REGISTRATION:
    case HERALD_SERVICE_SIGN_IN:
    case HERALD_SERVICE_EMULATOR:
    default:
      return herald_send_status_get_label (HERALD_SEND_DELIVERED);
    }
}

static char *
describe_outcome (HeraldResultRow *self)
{
  HeraldSendStatus status = herald_send_result_get_status (self->result);
  const char      *reason = herald_send_result_get_reason (self->result);
  guint            code = herald_send_result_get_code (self->result);

  if (status == HERALD_SEND_DELIVERED)
    /* Translators: outcome and time, such as “Delivered to APNs, 41 ms”. */
    return g_strdup_printf (_("%s, %u ms"), get_delivered_text (self->service),
                               herald_send_result_get_latency_ms (self->result));
  if (status == HERALD_SEND_FAILED && code != 0 && reason != NULL)
    return g_strdup_printf ("%u %s", code, reason);
  if (status == HERALD_SEND_FAILED && reason != NULL)
    return g_strdup (reason);
  return g_strdup (herald_send_status_get_label (status));
}

/* To whom, then why or under which id. */
static char *
describe_details (HeraldResultRow *self)
{
  const char *label = herald_send_result_get_target_label (self->result);
  const char *more = herald_send_result_get_explanation (self->result);

  if (more == NULL)
    more = herald_send_result_get_message_id (self->result);
  return more == NULL ? g_strdup (label) : g_strdup_printf ("%s\n%s", label, more);
}

static const char *
get_fix_label (HeraldFix fix)
{
  switch (fix)
    {
    case HERALD_FIX_CLEAN_UP:
      return _("_Clean Up");
    case HERALD_FIX_EDIT_APP:
      return _("_Edit App");
    case HERALD_FIX_REGISTER_AGAIN:
      return _("_Register Again");
    case HERALD_FIX_EDIT_MESSAGE:
      return _("_Edit Message");
    case HERALD_FIX_NONE:
    case HERALD_FIX_WAIT:
    default:
      return NULL;
    }
}

static void
update_fix (HeraldResultRow *self)
{
  const char *label = get_fix_label (herald_result_row_get_fix (self));

  gtk_widget_set_visible (self->fix_button, label != NULL);
  if (label != NULL)
    gtk_button_set_label (GTK_BUTTON (self->fix_button), label);
}

static void
update (HeraldResultRow *self)
{
  HeraldSendStatus status = herald_send_result_get_status (self->result);
  g_autofree char *outcome = describe_outcome (self);
  g_autofree char *details = describe_details (self);
  g_autofree char *spoken = g_strdup_printf ("%s, %s", outcome, details);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), outcome);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), details);
  for (gsize i = 0; i < G_N_ELEMENTS (looks); i++)
    if (looks[i].style != NULL)
      gtk_widget_remove_css_class (self->icon, looks[i].style);
  if (looks[status].style != NULL)
    gtk_widget_add_css_class (self->icon, looks[status].style);
  if (looks[status].icon_name != NULL)
    gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), looks[status].icon_name);
  gtk_widget_set_visible (self->icon, looks[status].icon_name != NULL);
  gtk_widget_set_visible (self->spinner, status == HERALD_SEND_SENDING);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), status == HERALD_SEND_SENDING);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self),
                                    herald_send_result_get_exchange_id (self->result) != 0);
  gtk_widget_set_visible (self->next, herald_send_result_get_exchange_id (self->result) != 0);
  update_fix (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
result_changed_cb (HeraldResultRow *self)
{
  update (self);
}

static void
fix_clicked_cb (HeraldResultRow *self)
{
  g_signal_emit (self, signals[SIGNAL_FIX], 0);
}

static void
herald_result_row_finalize (GObject *object)
{
  g_clear_object (&HERALD_RESULT_ROW (object)->result);
  G_OBJECT_CLASS (herald_result_row_parent_class)->finalize (object);
}

static void
herald_result_row_class_init (HeraldResultRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_result_row_finalize;
  signals[SIGNAL_FIX] = g_signal_new ("fix", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                      NULL, NULL, G_TYPE_NONE, 0);
}

static void
herald_result_row_init (HeraldResultRow *self)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 4);
  self->icon = gtk_image_new ();
  self->spinner = gtk_spinner_new ();
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), self->icon);
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), self->spinner);
  self->fix_button = gtk_button_new ();
  gtk_button_set_use_underline (GTK_BUTTON (self->fix_button), TRUE);
  gtk_widget_set_valign (self->fix_button, GTK_ALIGN_CENTER);
  g_signal_connect_object (self->fix_button, "clicked", G_CALLBACK (fix_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->fix_button);
  self->next = gtk_image_new_from_icon_name ("go-next-symbolic");
  gtk_widget_set_tooltip_text (self->next, _("Show what was sent and what came back"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->next);
}

/**
 * herald_result_row_new:
 * @result: the result to follow
 * @service: who was asked
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
herald_result_row_new (HeraldSendResult *result, HeraldService service)
{
  HeraldResultRow *self;

  g_return_val_if_fail (HERALD_IS_SEND_RESULT (result), NULL);

  self = g_object_new (HERALD_TYPE_RESULT_ROW, NULL);
  self->result = g_object_ref (result);
  self->service = service;
  g_signal_connect_object (result, "changed", G_CALLBACK (result_changed_cb), self,
                           G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}

/**
 * herald_result_row_get_result:
 * @self: a row
 *
 * Returns: (transfer none): its result
 */
HeraldSendResult *
herald_result_row_get_result (HeraldResultRow *self)
{
  g_return_val_if_fail (HERALD_IS_RESULT_ROW (self), NULL);

  return self->result;
}

/**
 * herald_result_row_get_fix:
 * @self: a row
 *
 * Returns: what can be done about the outcome
 */
HeraldFix
herald_result_row_get_fix (HeraldResultRow *self)
{
  const HeraldReason *reason = NULL;

  g_return_val_if_fail (HERALD_IS_RESULT_ROW (self), HERALD_FIX_NONE);

  if (herald_send_result_get_status (self->result) == HERALD_SEND_NOT_REGISTERED)
    return HERALD_FIX_REGISTER_AGAIN;
  if (herald_send_result_get_status (self->result) != HERALD_SEND_FAILED ||
      herald_send_result_get_reason (self->result) == NULL)
    return HERALD_FIX_NONE;
  reason = herald_reason_find (self->service, herald_send_result_get_reason (self->result));
  if (reason == NULL && self->service == HERALD_SERVICE_FCM)
    reason = herald_reason_find (HERALD_SERVICE_GOOGLE_TOKEN,
                                 herald_send_result_get_reason (self->result));
  return reason != NULL ? reason->fix : HERALD_FIX_NONE;
}

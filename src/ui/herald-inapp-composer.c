/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every key goes into the message; previews, meters, findings and the request follow the message,
 * which is also what is sent. */
#include "config.h"

#include "ui/herald-inapp-composer.h"

#include "ui/herald-columns.h"
#include "ui/herald-inapp-action-row.h"
#include "ui/herald-inapp-preview.h"
#include "ui/herald-issue-label.h"
#include "ui/herald-issue-row.h"
#include "ui/herald-json-view.h"
#include "ui/herald-meter.h"
#include "ui/herald-text-row.h"
#include "ui/herald-user-picker.h"

#include <glib/gi18n.h>

#define EXPIRY_DEFAULT_ITEM 0
#define EXPIRY_AFTER_ITEM 1
#define FIRST_AMOUNT 1
#define FIRST_UNIT 3 /* days */

struct _HeraldInappComposer
{
  AdwBin parent_instance;

  HeraldInappMessage *message; /* (owned) */
  gboolean            loading;
  gboolean            sendable;
  char               *obstacle; /* (owned) (nullable) */

  GtkListBox         *action_list;
  HeraldIssueLabel   *actions_issue;
  HeraldIssueRow     *body_issue;
  HeraldMeter        *body_meter;
  HeraldTextRow      *body_row;
  HeraldMeter        *data_meter;
  GtkWidget          *duration_row;
  GtkSpinButton      *duration_spin;
  HeraldIssueRow     *expiry_issue;
  AdwComboRow        *expiry_row;
  AdwComboRow        *icon_row;
  HeraldIssueRow     *icon_url_issue;
  GtkEditable        *icon_url_row;
  GtkLabel           *no_actions_label;
  HeraldUserPicker   *picker;
  HeraldInappPreview *preview;
  AdwComboRow        *priority_row;
  HeraldJsonView     *request_json;
  AdwExpanderRow     *request_row;
  GtkLabel           *title_count;
  HeraldIssueRow     *title_issue;
  HeraldMeter        *title_meter;
  GtkEditable        *title_row;
  AdwComboRow        *toast_row;
  GtkDropDown        *unit_dropdown;
};

enum
{
  PROP_0,
  PROP_SENDABLE,
  N_PROPS,
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint       signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HeraldInappComposer, herald_inapp_composer, ADW_TYPE_BIN)

/* In the order of the units' list: a second, a minute, an hour, a day, a week. */
static const gint64 unit_seconds[] = { 1, 60, 3600, 86400, 604800 };

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

static guint
count_characters (const char *text)
{
  return (guint) g_utf8_strlen (or_empty (text), -1);
}

static void
update_request (HeraldInappComposer *self)
{
  GPtrArray *users = herald_user_picker_get_users (self->picker);
  g_autoptr (JsonNode) request = NULL;

  if (!adw_expander_row_get_expanded (self->request_row))
    return;
  request =
    herald_inapp_message_build_request (self->message,
                                        users->len > 0 ? herald_system_user_get_id (users->pdata[0])
                                                       /* Translators: stands for an id in the
                                                          request that is shown. */
                                                       : _("‹id of the recipient›"));
  herald_json_view_set_node (self->request_json, request);
}

static void
update_meters (HeraldInappComposer *self)
{
  const char      *title = or_empty (herald_inapp_message_get_title (self->message));
  g_autofree char *count = herald_text_count (title, HERALD_INAPP_MAX_TITLE);

  gtk_label_set_text (self->title_count, count);
  herald_meter_set_value (self->title_meter, count_characters (title));
  herald_meter_set_value (self->body_meter,
                          count_characters (herald_inapp_message_get_body (self->message)));
  herald_meter_set_value (self->data_meter,
                          (guint) herald_inapp_message_get_data_length (self->message));
}

static void
update_action_issues (HeraldInappComposer *self, GPtrArray *issues)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->action_list));

  herald_issue_label_set_issue (self->actions_issue, herald_issues_find (issues, "actions"));
  for (guint i = 0; row != NULL; i++, row = gtk_widget_get_next_sibling (row))
    {
      g_autofree char *field = g_strdup_printf ("action:%u", i);

      herald_inapp_action_row_set_issue (HERALD_INAPP_ACTION_ROW (row),
                                         herald_issues_find (issues, field));
    }
}

static void
set_sendable (HeraldInappComposer *self, const char *obstacle)
{
  gboolean sendable = obstacle == NULL;

  if (g_strcmp0 (self->obstacle, obstacle) != 0)
    {
      g_free (self->obstacle);
      self->obstacle = g_strdup (obstacle);
    }
  if (self->sendable == sendable)
    return;
  self->sendable = sendable;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SENDABLE]);
}

static void
update_issues (HeraldInappComposer *self)
{
  g_autoptr (GPtrArray) issues = herald_inapp_message_validate (self->message);
  HeraldIssueRow    *rows[] = { self->title_issue, self->body_issue, self->icon_url_issue,
                                self->expiry_issue };
  const HeraldIssue *worst = herald_issues_find (issues, NULL);

  if (worst != NULL && worst->severity == HERALD_SEVERITY_ERROR)
    set_sendable (self, worst->message);
  else if (herald_user_picker_get_users (self->picker)->len == 0)
    set_sendable (self, _("Choose who gets it."));
  else
    set_sendable (self, NULL);
  /* An untouched form is not scolded for being empty. */
  if (herald_inapp_message_is_empty (self->message))
    g_ptr_array_set_size (issues, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    herald_issue_row_show (rows[i], issues);
  update_action_issues (self, issues);
}

static void
update (HeraldInappComposer *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->icon_url_row),
                          herald_inapp_message_get_icon (self->message) == HERALD_ICON_CUSTOM);
  gtk_widget_set_visible (self->duration_row,
                          herald_inapp_message_get_expiry_seconds (self->message) != 0);
  update_meters (self);
  update_issues (self);
  update_request (self);
}

static void
message_changed_cb (HeraldInappComposer *self)
{
  if (self->loading)
    return;
  update (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
recipients_changed_cb (HeraldInappComposer *self)
{
  if (self->loading)
    return;
  update_issues (self);
  update_request (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static gint64
get_expiry_seconds (HeraldInappComposer *self)
{
  guint unit = gtk_drop_down_get_selected (self->unit_dropdown);

  if (adw_combo_row_get_selected (self->expiry_row) != EXPIRY_AFTER_ITEM ||
      unit >= G_N_ELEMENTS (unit_seconds))
    return 0;
  return gtk_spin_button_get_value_as_int (self->duration_spin) * unit_seconds[unit];
}

static void
field_changed_cb (HeraldInappComposer *self)
{
  if (self->loading)
    return;
  /* Setting an unchanged field tells nobody. */
  herald_inapp_message_set_title (self->message, gtk_editable_get_text (self->title_row));
  herald_inapp_message_set_body (self->message, herald_text_row_get_text (self->body_row));
  herald_inapp_message_set_icon (self->message,
                                 (HeraldIconType) (HERALD_ICON_INFO +
                                                   adw_combo_row_get_selected (self->icon_row)));
  herald_inapp_message_set_icon_url (self->message, gtk_editable_get_text (self->icon_url_row));
  herald_inapp_message_set_toast (self->message,
                                  (HeraldToastType) (HERALD_TOAST_TIMED +
                                                     adw_combo_row_get_selected (self->toast_row)));
  herald_inapp_message_set_priority (self->message, (HeraldPriority) (HERALD_PRIORITY_NORMAL +
                                                                      adw_combo_row_get_selected (
                                                                        self->priority_row)));
  herald_inapp_message_set_expiry_seconds (self->message, get_expiry_seconds (self));
}

static void
request_expanded_cb (HeraldInappComposer *self)
{
  update_request (self);
}

static void
action_move_cb (HeraldInappComposer *self, int step, HeraldInappActionRow *row)
{
  GListStore *actions = herald_inapp_message_get_actions (self->message);
  g_autoptr (HeraldInappAction) action = g_object_ref (herald_inapp_action_row_get_action (row));
  guint          index = 0;
  GtkListBoxRow *moved = NULL;

  if (!g_list_store_find (actions, action, &index))
    return;
  index = (guint) ((int) index + step);
  if (index >= g_list_model_get_n_items (G_LIST_MODEL (actions)))
    return;
  g_list_store_remove (actions, (guint) ((int) index - step));
  g_list_store_insert (actions, index, action);
  moved = gtk_list_box_get_row_at_index (self->action_list, (int) index);
  gtk_widget_child_focus (GTK_WIDGET (moved), GTK_DIR_TAB_FORWARD);
}

static void
action_remove_cb (HeraldInappComposer *self, HeraldInappActionRow *row)
{
  GListStore *actions = herald_inapp_message_get_actions (self->message);
  guint       index = 0;

  if (g_list_store_find (actions, herald_inapp_action_row_get_action (row), &index))
    g_list_store_remove (actions, index);
}

static void
add_action_row (HeraldInappComposer *self, HeraldInappAction *action, guint index, guint n_actions)
{
  GtkWidget *row = herald_inapp_action_row_new (action);

  herald_inapp_action_row_set_place (HERALD_INAPP_ACTION_ROW (row), index, n_actions);
  g_signal_connect_object (row, "move", G_CALLBACK (action_move_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "remove", G_CALLBACK (action_remove_cb), self, G_CONNECT_SWAPPED);
  gtk_list_box_append (self->action_list, row);
}

static void
actions_items_changed_cb (HeraldInappComposer *self)
{
  GListModel *actions = G_LIST_MODEL (herald_inapp_message_get_actions (self->message));
  guint       n_actions = g_list_model_get_n_items (actions);
  GtkWidget  *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->action_list))) != NULL)
    gtk_list_box_remove (self->action_list, child);
  for (guint i = 0; i < n_actions; i++)
    {
      g_autoptr (HeraldInappAction) action = g_list_model_get_item (actions, i);

      add_action_row (self, action, i, n_actions);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->action_list), n_actions > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->no_actions_label), n_actions == 0);
  if (!self->loading)
    update_issues (self);
}

static void
add_action_cb (HeraldInappComposer *self)
{
  herald_inapp_composer_add_action (self);
}

static void
forget_message (HeraldInappComposer *self)
{
  if (self->message == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->message, self);
  g_signal_handlers_disconnect_by_data (herald_inapp_message_get_actions (self->message), self);
  g_clear_object (&self->message);
}

static void
herald_inapp_composer_dispose (GObject *object)
{
  HeraldInappComposer *self = HERALD_INAPP_COMPOSER (object);

  self->loading = TRUE;
  forget_message (self);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (herald_inapp_composer_parent_class)->dispose (object);
}

static void
herald_inapp_composer_finalize (GObject *object)
{
  g_clear_pointer (&HERALD_INAPP_COMPOSER (object)->obstacle, g_free);
  G_OBJECT_CLASS (herald_inapp_composer_parent_class)->finalize (object);
}

static void
herald_inapp_composer_get_property (GObject    *object,
                                    guint       prop_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  if (prop_id == PROP_SENDABLE)
    g_value_set_boolean (value, HERALD_INAPP_COMPOSER (object)->sendable);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, HeraldInappComposer, action_list);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappComposer, actions_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappComposer, body_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappComposer, body_meter);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappComposer, body_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappComposer, data_meter);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappComposer, duration_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappComposer, duration_spin);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappComposer, expiry_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappComposer, expiry_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappComposer, icon_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappComposer, icon_url_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappComposer, icon_url_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappComposer, no_actions_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappComposer, picker);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappComposer, preview);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappComposer, priority_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappComposer, request_json);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappComposer, request_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappComposer, title_count);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappComposer, title_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappComposer, title_meter);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappComposer, title_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappComposer, toast_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappComposer, unit_dropdown);
}

static void
herald_inapp_composer_class_init (HeraldInappComposerClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = herald_inapp_composer_dispose;
  object_class->finalize = herald_inapp_composer_finalize;
  object_class->get_property = herald_inapp_composer_get_property;
  properties[PROP_SENDABLE] =
    g_param_spec_boolean ("sendable", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (HERALD_TYPE_COLUMNS);
  g_type_ensure (HERALD_TYPE_INAPP_PREVIEW);
  g_type_ensure (HERALD_TYPE_ISSUE_LABEL);
  g_type_ensure (HERALD_TYPE_ISSUE_ROW);
  g_type_ensure (HERALD_TYPE_JSON_VIEW);
  g_type_ensure (HERALD_TYPE_METER);
  g_type_ensure (HERALD_TYPE_TEXT_ROW);
  g_type_ensure (HERALD_TYPE_USER_PICKER);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-inapp-composer.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, add_action_cb);
  gtk_widget_class_bind_template_callback (widget_class, field_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, recipients_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, request_expanded_cb);
}

static void
herald_inapp_composer_init (HeraldInappComposer *self)
{
  g_autoptr (HeraldInappMessage) message = herald_inapp_message_new ();
  g_autoptr (GPtrArray) recipients = g_ptr_array_new ();

  self->loading = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  herald_inapp_composer_set_message (self, message, recipients);
}

/**
 * herald_inapp_composer_new:
 *
 * Returns: (transfer floating): a composer with an empty notification
 */
GtkWidget *
herald_inapp_composer_new (void)
{
  return g_object_new (HERALD_TYPE_INAPP_COMPOSER, NULL);
}

/**
 * herald_inapp_composer_set_session:
 * @self: a composer
 * @session: (nullable): where recipients are looked up
 * @cancellable: (nullable): the page's
 */
void
herald_inapp_composer_set_session (HeraldInappComposer *self,
                                   HeraldSession       *session,
                                   GCancellable        *cancellable)
{
  g_return_if_fail (HERALD_IS_INAPP_COMPOSER (self));

  herald_user_picker_set_session (self->picker, session, cancellable);
}

/**
 * herald_inapp_composer_get_message:
 * @self: a composer
 *
 * Returns: (transfer none): the notification, as it is written now
 */
HeraldInappMessage *
herald_inapp_composer_get_message (HeraldInappComposer *self)
{
  g_return_val_if_fail (HERALD_IS_INAPP_COMPOSER (self), NULL);

  return self->message;
}

/* Seconds in the largest unit that needs no fraction. */
static void
load_expiry (HeraldInappComposer *self)
{
  gint64 seconds = herald_inapp_message_get_expiry_seconds (self->message);
  gint64 amount = FIRST_AMOUNT;
  guint  unit = 0;

  for (guint i = 0; i < G_N_ELEMENTS (unit_seconds); i++)
    if (seconds % unit_seconds[i] == 0)
      unit = i;
  if (seconds != 0)
    amount = seconds / unit_seconds[unit];
  adw_combo_row_set_selected (self->expiry_row,
                              seconds == 0 ? EXPIRY_DEFAULT_ITEM : EXPIRY_AFTER_ITEM);
  gtk_drop_down_set_selected (self->unit_dropdown, seconds == 0 ? FIRST_UNIT : unit);
  gtk_spin_button_set_value (self->duration_spin, (double) amount);
}

static void
load_fields (HeraldInappComposer *self)
{
  HeraldInappMessage *message = self->message;

  gtk_editable_set_text (self->title_row, or_empty (herald_inapp_message_get_title (message)));
  herald_text_row_set_text (self->body_row, herald_inapp_message_get_body (message));
  adw_combo_row_set_selected (self->icon_row,
                              (guint) herald_inapp_message_get_icon (message) - HERALD_ICON_INFO);
  gtk_editable_set_text (self->icon_url_row,
                         or_empty (herald_inapp_message_get_icon_url (message)));
  adw_combo_row_set_selected (self->toast_row, (guint) herald_inapp_message_get_toast (message) -
                                                 HERALD_TOAST_TIMED);
  adw_combo_row_set_selected (self->priority_row,
                              (guint) herald_inapp_message_get_priority (message) -
                                HERALD_PRIORITY_NORMAL);
  load_expiry (self);
}

/**
 * herald_inapp_composer_set_message:
 * @self: a composer
 * @message: what to write on
 * @recipients: (element-type HeraldSystemUser): who gets it
 */
void
herald_inapp_composer_set_message (HeraldInappComposer *self,
                                   HeraldInappMessage  *message,
                                   GPtrArray           *recipients)
{
  g_return_if_fail (HERALD_IS_INAPP_COMPOSER (self));
  g_return_if_fail (HERALD_IS_INAPP_MESSAGE (message));
  g_return_if_fail (recipients != NULL);

  self->loading = TRUE;
  forget_message (self);
  self->message = g_object_ref (message);
  herald_inapp_preview_set_message (self->preview, message);
  herald_user_picker_set_users (self->picker, recipients);
  g_signal_connect_object (message, "changed", G_CALLBACK (message_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (herald_inapp_message_get_actions (message), "items-changed",
                           G_CALLBACK (actions_items_changed_cb), self, G_CONNECT_SWAPPED);
  load_fields (self);
  actions_items_changed_cb (self);
  self->loading = FALSE;
  update (self);
}

/**
 * herald_inapp_composer_get_recipients:
 * @self: a composer
 *
 * Returns: (transfer none) (element-type HeraldSystemUser): who gets it
 */
GPtrArray *
herald_inapp_composer_get_recipients (HeraldInappComposer *self)
{
  g_return_val_if_fail (HERALD_IS_INAPP_COMPOSER (self), NULL);

  return herald_user_picker_get_users (self->picker);
}

/**
 * herald_inapp_composer_add_action:
 * @self: a composer
 *
 * Adds an empty action and puts the keyboard focus into its form.
 */
void
herald_inapp_composer_add_action (HeraldInappComposer *self)
{
  g_autoptr (HeraldInappAction) action = NULL;
  GListStore *actions;
  int         index;

  g_return_if_fail (HERALD_IS_INAPP_COMPOSER (self));

  action = herald_inapp_action_new ("", "", HERALD_TARGET_INLINE);
  actions = herald_inapp_message_get_actions (self->message);
  g_list_store_append (actions, action);
  index = (int) g_list_model_get_n_items (G_LIST_MODEL (actions)) - 1;
  herald_inapp_action_row_focus (
    HERALD_INAPP_ACTION_ROW (gtk_list_box_get_row_at_index (self->action_list, index)));
}

/**
 * herald_inapp_composer_is_sendable:
 * @self: a composer
 *
 * Returns: whether nothing forbids to send the notification
 */
gboolean
herald_inapp_composer_is_sendable (HeraldInappComposer *self)
{
  g_return_val_if_fail (HERALD_IS_INAPP_COMPOSER (self), FALSE);

  return self->sendable;
}

/**
 * herald_inapp_composer_get_obstacle:
 * @self: a composer
 *
 * Returns: (transfer none) (nullable): why it cannot be sent
 */
const char *
herald_inapp_composer_get_obstacle (HeraldInappComposer *self)
{
  g_return_val_if_fail (HERALD_IS_INAPP_COMPOSER (self), NULL);

  return self->obstacle;
}

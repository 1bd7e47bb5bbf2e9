/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every key goes straight into the message; previews, meters, findings and payload all follow the
 * message, which is also what is sent. */
#include "config.h"

#include "ui/herald-push-composer.h"

#include "ui/herald-columns.h"
#include "ui/herald-issue-row.h"
#include "ui/herald-json-view.h"
#include "ui/herald-meter.h"
#include "ui/herald-push-previews.h"
#include "ui/herald-text-row.h"
#include "ui/herald-widget.h"

#include <glib/gi18n.h>

#define ON_CLICK_URL_ITEM 1

struct _HeraldPushComposer
{
  AdwBin parent_instance;

  HeraldPushMessage *message; /* (owned) */
  GPtrArray         *apps;    /* (element-type HeraldApp) (owned) */
  char              *app_id;  /* (owned) (nullable): chosen, though perhaps not listed yet */
  gboolean           loading; /* the fields follow the message, not the other way round */
  gboolean           sendable;
  char              *obstacle; /* (owned) (nullable) */

  HeraldJsonView     *apns_json;
  HeraldMeter        *apns_meter;
  AdwComboRow        *app_row;
  HeraldJsonView     *fcm_json;
  HeraldMeter        *fcm_meter;
  HeraldIssueRow     *image_issue;
  GtkEditable        *image_row;
  HeraldIssueRow     *link_issue;
  GtkEditable        *link_row;
  HeraldIssueRow     *message_issue;
  HeraldTextRow      *message_row;
  GtkEditable        *name_row;
  AdwComboRow        *on_click_row;
  HeraldIssueRow     *payload_issue;
  AdwExpanderRow     *payload_row;
  HeraldPushPreviews *previews;
  GtkLabel           *subtitle_count;
  HeraldIssueRow     *subtitle_issue;
  GtkEditable        *subtitle_row;
  GtkLabel           *title_count;
  HeraldIssueRow     *title_issue;
  GtkEditable        *title_row;
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

G_DEFINE_FINAL_TYPE (HeraldPushComposer, herald_push_composer, ADW_TYPE_BIN)

static void
set_count (GtkLabel *label, const char *text)
{
  g_autofree char *count = herald_text_count (text, 0);

  gtk_label_set_text (label, *text != '\0' ? count : "");
}

static void
update_payload (HeraldPushComposer *self)
{
  g_autoptr (JsonNode) apns = NULL;
  g_autoptr (JsonNode) fcm = NULL;

  herald_meter_set_value (self->apns_meter,
                          (guint) herald_push_message_get_payload_size (self->message,
                                                                        HERALD_PLATFORM_IOS));
  herald_meter_set_value (self->fcm_meter,
                          (guint) herald_push_message_get_payload_size (self->message,
                                                                        HERALD_PLATFORM_ANDROID));
  if (!adw_expander_row_get_expanded (self->payload_row))
    return;
  apns = herald_push_message_build_apns (self->message);
  /* Translators: stands for the token of each device in the payload that is shown. */
  fcm = herald_push_message_build_fcm (self->message, _("‹token of the device›"));
  herald_json_view_set_node (self->apns_json, apns);
  herald_json_view_set_node (self->fcm_json, fcm);
}

static void
set_sendable (HeraldPushComposer *self, const char *obstacle)
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

/* An untouched form is not scolded for being empty; it just cannot be sent yet. */
static void
update_issues (HeraldPushComposer *self)
{
  g_autoptr (GPtrArray) issues = herald_push_message_validate (self->message);
  HeraldIssueRow    *rows[] = { self->title_issue, self->subtitle_issue, self->message_issue,
                                self->image_issue, self->link_issue,     self->payload_issue };
  const HeraldIssue *worst = NULL;

  herald_push_previews_add_issues (self->previews, issues);
  worst = herald_issues_find (issues, NULL);
  if (worst != NULL && worst->severity == HERALD_SEVERITY_ERROR)
    set_sendable (self, worst->message);
  else if (herald_push_composer_get_app (self) == NULL)
    set_sendable (self, _("Choose the app first."));
  else
    set_sendable (self, NULL);
  if (herald_push_message_is_empty (self->message))
    g_ptr_array_set_size (issues, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    herald_issue_row_show (rows[i], issues);
}

static void
update (HeraldPushComposer *self)
{
  set_count (self->title_count, herald_push_message_get (self->message, HERALD_PUSH_TITLE));
  set_count (self->subtitle_count, herald_push_message_get (self->message, HERALD_PUSH_SUBTITLE));
  gtk_widget_set_visible (GTK_WIDGET (self->link_row),
                          herald_push_message_get_on_click (self->message) ==
                            HERALD_ON_CLICK_OPEN_URL);
  update_payload (self);
  update_issues (self);
}

static void
message_changed_cb (HeraldPushComposer *self)
{
  if (self->loading)
    return;
  update (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
cut_changed_cb (HeraldPushComposer *self)
{
  if (!self->loading)
    update_issues (self);
}

static void
field_changed_cb (HeraldPushComposer *self)
{
  HeraldOnClick on_click = HERALD_ON_CLICK_OPEN_APP;

  if (self->loading)
    return;
  if (adw_combo_row_get_selected (self->on_click_row) == ON_CLICK_URL_ITEM)
    on_click = HERALD_ON_CLICK_OPEN_URL;
  /* Setting an unchanged field tells nobody. */
  herald_push_message_set (self->message, HERALD_PUSH_NAME, gtk_editable_get_text (self->name_row));
  herald_push_message_set (self->message, HERALD_PUSH_TITLE,
                           gtk_editable_get_text (self->title_row));
  herald_push_message_set (self->message, HERALD_PUSH_SUBTITLE,
                           gtk_editable_get_text (self->subtitle_row));
  herald_push_message_set (self->message, HERALD_PUSH_MESSAGE_TEXT,
                           herald_text_row_get_text (self->message_row));
  herald_push_message_set (self->message, HERALD_PUSH_IMAGE_URL,
                           gtk_editable_get_text (self->image_row));
  herald_push_message_set (self->message, HERALD_PUSH_LINK, gtk_editable_get_text (self->link_row));
  herald_push_message_set_on_click (self->message, on_click);
}

static void
app_selected_cb (HeraldPushComposer *self)
{
  HeraldApp *app = NULL;

  if (self->loading)
    return;
  app = herald_push_composer_get_app (self);
  g_free (self->app_id);
  self->app_id = g_strdup (app != NULL ? herald_app_get (app, HERALD_APP_ID) : NULL);
  herald_push_previews_set_app_name (self->previews, app != NULL
                                                       ? herald_app_get (app, HERALD_APP_NAME)
                                                       : _("Your App"));
  update_issues (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
payload_expanded_cb (HeraldPushComposer *self)
{
  update_payload (self);
}

static void
herald_push_composer_dispose (GObject *object)
{
  HeraldPushComposer *self = HERALD_PUSH_COMPOSER (object);

  self->loading = TRUE;
  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  adw_bin_set_child (ADW_BIN (object), NULL);
  g_clear_object (&self->message);
  G_OBJECT_CLASS (herald_push_composer_parent_class)->dispose (object);
}

static void
herald_push_composer_finalize (GObject *object)
{
  HeraldPushComposer *self = HERALD_PUSH_COMPOSER (object);

  g_clear_pointer (&self->apps, g_ptr_array_unref);
  g_clear_pointer (&self->app_id, g_free);
  g_clear_pointer (&self->obstacle, g_free);
  G_OBJECT_CLASS (herald_push_composer_parent_class)->finalize (object);
}

static void
herald_push_composer_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_SENDABLE:
      g_value_set_boolean (value, HERALD_PUSH_COMPOSER (object)->sendable);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, HeraldPushComposer, apns_json);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushComposer, apns_meter);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushComposer, app_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushComposer, fcm_json);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushComposer, fcm_meter);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushComposer, image_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushComposer, image_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushComposer, link_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushComposer, link_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushComposer, message_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushComposer, message_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushComposer, name_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushComposer, on_click_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushComposer, payload_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushComposer, payload_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushComposer, previews);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushComposer, subtitle_count);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushComposer, subtitle_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushComposer, subtitle_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushComposer, title_count);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushComposer, title_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushComposer, title_row);
}

static void
herald_push_composer_class_init (HeraldPushComposerClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = herald_push_composer_dispose;
  object_class->finalize = herald_push_composer_finalize;
  object_class->get_property = herald_push_composer_get_property;
  properties[PROP_SENDABLE] =
    g_param_spec_boolean ("sendable", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (HERALD_TYPE_COLUMNS);
  g_type_ensure (HERALD_TYPE_ISSUE_ROW);
  g_type_ensure (HERALD_TYPE_JSON_VIEW);
  g_type_ensure (HERALD_TYPE_METER);
  g_type_ensure (HERALD_TYPE_PUSH_PREVIEWS);
  g_type_ensure (HERALD_TYPE_TEXT_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-push-composer.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, app_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, cut_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, field_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, payload_expanded_cb);
}

static void
herald_push_composer_init (HeraldPushComposer *self)
{
  g_autoptr (HeraldPushMessage) message = herald_push_message_new ();

  self->loading = TRUE;
  self->apps = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  herald_push_composer_set_message (self, message);
  herald_push_previews_set_app_name (self->previews, _("Your App"));
}

/**
 * herald_push_composer_new:
 *
 * Returns: (transfer floating): a composer with an empty message
 */
GtkWidget *
herald_push_composer_new (void)
{
  return g_object_new (HERALD_TYPE_PUSH_COMPOSER, NULL);
}

/**
 * herald_push_composer_get_message:
 * @self: a composer
 *
 * Returns: (transfer none): the message, as it is written now
 */
HeraldPushMessage *
herald_push_composer_get_message (HeraldPushComposer *self)
{
  g_return_val_if_fail (HERALD_IS_PUSH_COMPOSER (self), NULL);

  return self->message;
}

/* Rows take a text only when it is another one, so that a cursor stays where it is. */
static void
set_entry (GtkEditable *row, const char *text)
{
  if (g_strcmp0 (gtk_editable_get_text (row), text) != 0)
    gtk_editable_set_text (row, text);
}

/**
 * herald_push_composer_set_message:
 * @self: a composer
 * @message: what to write on
 */
void
herald_push_composer_set_message (HeraldPushComposer *self, HeraldPushMessage *message)
{
  g_return_if_fail (HERALD_IS_PUSH_COMPOSER (self));
  g_return_if_fail (HERALD_IS_PUSH_MESSAGE (message));

  self->loading = TRUE;
  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  g_set_object (&self->message, message);
  herald_push_previews_set_message (self->previews, message);
  /* After the previews, which measure where text is cut. */
  g_signal_connect_object (message, "changed", G_CALLBACK (message_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  set_entry (self->name_row, herald_push_message_get (message, HERALD_PUSH_NAME));
  set_entry (self->title_row, herald_push_message_get (message, HERALD_PUSH_TITLE));
  set_entry (self->subtitle_row, herald_push_message_get (message, HERALD_PUSH_SUBTITLE));
  herald_text_row_set_text (self->message_row,
                            herald_push_message_get (message, HERALD_PUSH_MESSAGE_TEXT));
  set_entry (self->image_row, herald_push_message_get (message, HERALD_PUSH_IMAGE_URL));
  set_entry (self->link_row, herald_push_message_get (message, HERALD_PUSH_LINK));
  adw_combo_row_set_selected (self->on_click_row,
                              herald_push_message_get_on_click (message) == HERALD_ON_CLICK_OPEN_URL
                                ? ON_CLICK_URL_ITEM
                                : 0);
  self->loading = FALSE;
  update (self);
}

/**
 * herald_push_composer_set_apps:
 * @self: a composer
 * @apps: (element-type HeraldApp): the apps to choose from
 */
void
herald_push_composer_set_apps (HeraldPushComposer *self, GPtrArray *apps)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  g_return_if_fail (HERALD_IS_PUSH_COMPOSER (self));
  g_return_if_fail (apps != NULL);

  g_ptr_array_set_size (self->apps, 0);
  for (guint i = 0; i < apps->len; i++)
    {
      g_ptr_array_add (self->apps, g_object_ref (apps->pdata[i]));
      gtk_string_list_append (names, herald_app_get (apps->pdata[i], HERALD_APP_NAME));
    }
  self->loading = TRUE;
  herald_widget_set_choices (self->app_row, names);
  self->loading = FALSE;
  herald_push_composer_select_app (self, self->app_id);
}

/**
 * herald_push_composer_forget_apps:
 * @self: a composer that nobody looks at
 *
 * Lets go of the apps, with which their keys go; the draft keeps what it names.
 */
void
herald_push_composer_forget_apps (HeraldPushComposer *self)
{
  g_return_if_fail (HERALD_IS_PUSH_COMPOSER (self));

  g_ptr_array_set_size (self->apps, 0);
  self->loading = TRUE;
  adw_combo_row_set_model (self->app_row, NULL);
  self->loading = FALSE;
}

/**
 * herald_push_composer_get_app:
 * @self: a composer
 *
 * Returns: (transfer none) (nullable): the chosen app
 */
HeraldApp *
herald_push_composer_get_app (HeraldPushComposer *self)
{
  guint selected;

  g_return_val_if_fail (HERALD_IS_PUSH_COMPOSER (self), NULL);

  selected = adw_combo_row_get_selected (self->app_row);
  return selected < self->apps->len ? self->apps->pdata[selected] : NULL;
}

/**
 * herald_push_composer_select_app:
 * @self: a composer
 * @app_id: (nullable): an app's id; %NULL chooses the first, one that is not there none
 */
void
herald_push_composer_select_app (HeraldPushComposer *self, const char *app_id)
{
  g_autofree char *wanted = g_strdup (app_id);
  guint            selected = app_id != NULL ? GTK_INVALID_LIST_POSITION : 0;
  HeraldApp       *app = NULL;

  g_return_if_fail (HERALD_IS_PUSH_COMPOSER (self));

  for (guint i = 0; i < self->apps->len; i++)
    if (g_strcmp0 (herald_app_get (self->apps->pdata[i], HERALD_APP_ID), wanted) == 0)
      selected = i;
  self->loading = TRUE;
  if (self->apps->len > 0)
    adw_combo_row_set_selected (self->app_row, selected);
  self->loading = FALSE;
  g_free (self->app_id);
  self->app_id = g_steal_pointer (&wanted);
  app = herald_push_composer_get_app (self);
  if (app != NULL)
    herald_push_previews_set_app_name (self->previews, herald_app_get (app, HERALD_APP_NAME));
  update_issues (self);
}

/**
 * herald_push_composer_is_sendable:
 * @self: a composer
 *
 * Returns: whether nothing forbids to send the message
 */
gboolean
herald_push_composer_is_sendable (HeraldPushComposer *self)
{
  g_return_val_if_fail (HERALD_IS_PUSH_COMPOSER (self), FALSE);

  return self->sendable;
}

/**
 * herald_push_composer_get_obstacle:
 * @self: a composer
 *
 * Returns: (transfer none) (nullable): why it cannot be sent
 */
const char *
herald_push_composer_get_obstacle (HeraldPushComposer *self)
{
  g_return_val_if_fail (HERALD_IS_PUSH_COMPOSER (self), NULL);

  return self->obstacle;
}

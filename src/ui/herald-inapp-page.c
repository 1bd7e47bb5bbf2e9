/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings the lists, the composer and its sends together. What is sent is a copy of the notification
 * as it was when “Send” was pressed, to the recipients as they were then. */
#include "config.h"

#include "ui/herald-inapp-page.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "core/herald-inapp.h"
#include "ui/herald-accels.h"
#include "ui/herald-change.h"
#include "ui/herald-exchange-opener.h"
#include "ui/herald-inapp-composer.h"
#include "ui/herald-inapp-sent-view.h"
#include "ui/herald-open-draft.h"
#include "ui/herald-page-header.h"
#include "ui/herald-result-row.h"
#include "ui/herald-toast.h"

#include <glib/gi18n.h>

struct _HeraldInappPage
{
  HeraldPage parent_instance;

  HeraldOpenDraft     *draft;   /* (owned) */
  HeraldDraftsView    *drafts;  /* (unowned): child */
  HeraldInappSentView *sent;    /* (unowned): child */
  GCancellable        *sending; /* (owned) (nullable): of the send under way */
  GPtrArray           *results; /* (element-type HeraldSendResult) (owned): of the last send */
  gboolean             opening; /* what the composer tells is not an edit */

  GtkButton           *cancel_button;
  HeraldInappComposer *composer;
  HeraldPageHeader    *composer_header;
  GtkStack            *lists;
  GtkLabel            *panel_label;
  GtkRevealer         *panel_revealer;
  GtkListBox          *result_list;
  GtkButton           *send_button;
  GtkStack            *stack;
};

G_DEFINE_FINAL_TYPE (HeraldInappPage, herald_inapp_page, HERALD_TYPE_PAGE)

/* What the list calls the draft. */
static char *
describe_draft (HeraldInappPage *self)
{
  HeraldInappMessage *message = herald_inapp_composer_get_message (self->composer);
  const char *const   texts[] = { herald_inapp_message_get_title (message),
                                  herald_inapp_message_get_body (message) };

  return herald_open_draft_dup_name (texts, G_N_ELEMENTS (texts));
}

/* A draft is the notification and, beside its members, the recipients. */
static char *
write_draft (HeraldInappPage *self)
{
  g_autofree char *json =
    herald_inapp_message_to_json (herald_inapp_composer_get_message (self->composer));
  g_autoptr (JsonNode) node = herald_json_parse (json, -1, NULL);
  GPtrArray *users = herald_inapp_composer_get_recipients (self->composer);
  JsonArray *recipients = NULL;

  if (node == NULL)
    return g_steal_pointer (&json);
  recipients = json_array_new ();
  for (guint i = 0; i < users->len; i++)
    {
      JsonObject *recipient = json_object_new ();

      json_object_set_string_member (recipient, "id", herald_system_user_get_id (users->pdata[i]));
      json_object_set_string_member (recipient, "name",
                                     herald_system_user_get_name (users->pdata[i]));
      if (herald_system_user_get_email (users->pdata[i]) != NULL)
        json_object_set_string_member (recipient, "email",
                                       herald_system_user_get_email (users->pdata[i]));
      json_array_add_object_element (recipients, recipient);
    }
  json_object_set_array_member (json_node_get_object (node), "recipients", recipients);
  return herald_json_write (node, FALSE);
}

/* Returns: (transfer full) (nullable): NULL when it cannot be read */
static HeraldSystemUser *
read_recipient (JsonNode *node)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *id = NULL;
  const char *name = NULL;
  const char *email = NULL;

  if (object == NULL || !herald_json_read_string (object, "id", HERALD_JSON_REQUIRED, &id, NULL) ||
      !herald_json_read_string (object, "name", HERALD_JSON_REQUIRED, &name, NULL) ||
      !herald_json_read_string (object, "email", HERALD_JSON_OPTIONAL, &email, NULL))
    return NULL;
  return herald_system_user_new (id, name, email);
}

static GPtrArray *
read_recipients (const char *json)
{
  GPtrArray *users = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (JsonNode) node = herald_json_parse (json, -1, NULL);
  JsonArray *recipients = NULL;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node) ||
      !herald_json_read_array (json_node_get_object (node), "recipients", HERALD_JSON_OPTIONAL,
                               &recipients, NULL) ||
      recipients == NULL)
    return users;
  for (guint i = 0; i < json_array_get_length (recipients); i++)
    {
      HeraldSystemUser *user = read_recipient (json_array_get_element (recipients, i));

      if (user != NULL)
        g_ptr_array_add (users, user);
    }
  return users;
}

static void
update_title (HeraldInappPage *self)
{
  g_autofree char *name = describe_draft (self);

  herald_page_header_set_title (self->composer_header,
                                *name != '\0' ? name : _("New In-App Notification"));
}

static void
composer_changed_cb (HeraldInappPage *self)
{
  g_autofree char *name = NULL;
  g_autofree char *json = NULL;

  update_title (self);
  if (self->opening || !herald_open_draft_is_open (self->draft))
    return;
  name = describe_draft (self);
  json = write_draft (self);
  herald_open_draft_change (self->draft, name, json);
}

static void
sendable_changed_cb (HeraldInappPage *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "inapp.send",
                                 self->sending == NULL &&
                                   herald_inapp_composer_is_sendable (self->composer));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->send_button),
                               herald_inapp_composer_get_obstacle (self->composer));
}

static void
show_composer (HeraldInappPage *self, HeraldDraft *draft, HeraldInappMessage *message)
{
  g_autoptr (GPtrArray) recipients = read_recipients (herald_draft_get_json (draft));

  self->opening = TRUE;
  herald_inapp_composer_set_message (self->composer, message, recipients);
  self->opening = FALSE;
  herald_open_draft_open (self->draft, herald_page_get_session (HERALD_PAGE (self)), draft);
  gtk_revealer_set_reveal_child (self->panel_revealer, FALSE);
  update_title (self);
  gtk_stack_set_visible_child_name (self->stack, "composer");
  gtk_widget_child_focus (GTK_WIDGET (self->composer), GTK_DIR_TAB_FORWARD);
}

static void
open_draft_cb (HeraldInappPage *self, HeraldDraft *draft)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldInappMessage) message =
    herald_inapp_message_from_json (herald_draft_get_json (draft), &error);

  if (message == NULL)
    herald_toast_show_error (GTK_WIDGET (self), _("The draft could not be opened"), error);
  else
    show_composer (self, draft, message);
}

static gboolean
create_draft (HeraldInappPage *self)
{
  g_autoptr (HeraldInappMessage) message = herald_inapp_message_new ();
  g_autoptr (HeraldDraft) draft = herald_draft_new (HERALD_DRAFT_INAPP, "", "{}");

  if (herald_page_get_session (HERALD_PAGE (self)) == NULL)
    return FALSE;
  show_composer (self, draft, message);
  return TRUE;
}

static void
new_clicked_cb (HeraldInappPage *self)
{
  create_draft (self);
}

static void
update_panel (HeraldInappPage *self)
{
  guint            n_delivered = 0;
  g_autofree char *text = NULL;

  for (guint i = 0; i < self->results->len; i++)
    if (herald_send_result_get_status (self->results->pdata[i]) == HERALD_SEND_DELIVERED)
      n_delivered++;
  /* Translators: number of recipients who got it, number of all. */
  text = g_strdup_printf (_("Sent to %u of %u"), n_delivered, self->results->len);
  gtk_label_set_text (self->panel_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->cancel_button), self->sending != NULL);
}

static void
result_changed_cb (HeraldInappPage *self)
{
  update_panel (self);
}

static void
show_results (HeraldInappPage *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->result_list))) != NULL)
    gtk_list_box_remove (self->result_list, child);
  for (guint i = 0; i < self->results->len; i++)
    {
      g_signal_connect_object (self->results->pdata[i], "changed", G_CALLBACK (result_changed_cb),
                               self, G_CONNECT_SWAPPED);
      gtk_list_box_append (self->result_list, herald_result_row_new (self->results->pdata[i],
                                                                     HERALD_SERVICE_DATAVERSE));
    }
  update_panel (self);
  gtk_revealer_set_reveal_child (self->panel_revealer, TRUE);
}

static void
send_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldInappPage) self = HERALD_INAPP_PAGE (user_data);
  g_autoptr (GError) error = NULL;

  g_clear_object (&self->sending);
  if (!herald_inapp_send_finish (HERALD_SESSION (source), result, &error))
    {
      if (herald_error_is_cancelled (error))
        herald_toast_show (GTK_WIDGET (self), _("Cancelled; what was sent already stays sent"));
      else
        herald_toast_show_error (GTK_WIDGET (self), _("The notification could not be sent"),
                                                       error);
    }
  update_panel (self);
  sendable_changed_cb (self);
}

static void
send_now (GtkWidget *widget, gpointer data)
{
  HeraldInappPage *self = HERALD_INAPP_PAGE (widget);
  HeraldSession   *session = herald_page_get_session (HERALD_PAGE (self));
  g_autofree char *json =
    herald_inapp_message_to_json (herald_inapp_composer_get_message (self->composer));
  g_autoptr (HeraldInappMessage) message = herald_inapp_message_from_json (json, NULL);
  g_autoptr (GPtrArray) recipients = NULL;
  GPtrArray *chosen = herald_inapp_composer_get_recipients (self->composer);

  if (session == NULL || message == NULL || self->sending != NULL ||
      !herald_inapp_composer_is_sendable (self->composer))
    return;
  herald_open_draft_flush (self->draft);
  recipients = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < chosen->len; i++)
    g_ptr_array_add (recipients, g_object_ref (chosen->pdata[i]));
  g_ptr_array_unref (self->results);
  self->results = herald_inapp_prepare (recipients);
  self->sending = g_cancellable_new ();
  sendable_changed_cb (self);
  show_results (self);
  herald_inapp_send_async (session, message, recipients, self->results, self->sending, send_done_cb,
                           g_object_ref (self));
}

static void
send_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldInappPage *self = HERALD_INAPP_PAGE (widget);
  HeraldSession   *session = herald_page_get_session (HERALD_PAGE (self));
  guint            n_recipients = herald_inapp_composer_get_recipients (self->composer)->len;
  g_autofree char *what =
    g_strdup_printf (ngettext ("The notification goes to %u person.",
                               "The notification goes to %u people.", n_recipients),
                     n_recipients);

  if (session != NULL && self->sending == NULL &&
      herald_inapp_composer_is_sendable (self->composer))
    herald_change_ask (widget, session, what, _("_Send"), send_now, NULL, NULL, NULL);
}

static void
cancel_clicked_cb (HeraldInappPage *self)
{
  g_cancellable_cancel (self->sending);
}

static void
panel_close_cb (HeraldInappPage *self)
{
  gtk_revealer_set_reveal_child (self->panel_revealer, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->send_button));
}

static void
result_activated_cb (HeraldInappPage *self, HeraldResultRow *row)
{
  HeraldSession *session = herald_page_get_session (HERALD_PAGE (self));
  gint64         id = herald_send_result_get_exchange_id (herald_result_row_get_result (row));

  if (session != NULL && id != 0)
    herald_exchange_open (GTK_WIDGET (self), session, id);
}

static void
show_list (HeraldInappPage *self)
{
  herald_open_draft_close (self->draft);
  gtk_revealer_set_reveal_child (self->panel_revealer, FALSE);
  gtk_stack_set_visible_child_name (self->stack, "list");
}

static void
herald_inapp_page_session_changed (HeraldPage *page)
{
  HeraldInappPage *self = HERALD_INAPP_PAGE (page);
  HeraldSession   *session = herald_page_get_session (page);
  GCancellable    *cancellable = herald_page_get_cancellable (page);

  g_cancellable_cancel (self->sending);
  show_list (self);
  herald_inapp_composer_set_session (self->composer, session, cancellable);
  herald_drafts_view_set_session (self->drafts, session, cancellable);
  herald_inapp_sent_view_set_session (self->sent, session, cancellable);
}

static void
herald_inapp_page_refresh (HeraldPage *page)
{
  herald_drafts_view_reload (HERALD_INAPP_PAGE (page)->drafts);
  herald_inapp_sent_view_reload (HERALD_INAPP_PAGE (page)->sent);
}

static gboolean
herald_inapp_page_go_back (HeraldPage *page)
{
  HeraldInappPage *self = HERALD_INAPP_PAGE (page);

  if (!herald_open_draft_is_open (self->draft))
    return FALSE;
  show_list (self);
  herald_drafts_view_reload (self->drafts);
  return TRUE;
}

static void
herald_inapp_page_open (HeraldPage *page, const char *target)
{
  HeraldInappPage *self = HERALD_INAPP_PAGE (page);

  if (g_strcmp0 (target, "new") == 0)
    create_draft (self);
  else if (g_strcmp0 (target, "sent") == 0)
    {
      show_list (self);
      gtk_stack_set_visible_child_name (self->lists, "sent");
    }
}

static gboolean
herald_inapp_page_focus_search (HeraldPage *page)
{
  HeraldInappPage *self = HERALD_INAPP_PAGE (page);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->lists), "sent") == 0)
    return herald_inapp_sent_view_focus_search (self->sent);
  return herald_drafts_view_focus_search (self->drafts);
}

static gboolean
herald_inapp_page_create_new (HeraldPage *page)
{
  return create_draft (HERALD_INAPP_PAGE (page));
}

static void
herald_inapp_page_dispose (GObject *object)
{
  HeraldInappPage *self = HERALD_INAPP_PAGE (object);

  herald_open_draft_close (self->draft);
  g_cancellable_cancel (self->sending);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (herald_inapp_page_parent_class)->dispose (object);
}

static void
herald_inapp_page_finalize (GObject *object)
{
  g_clear_object (&HERALD_INAPP_PAGE (object)->draft);
  g_clear_object (&HERALD_INAPP_PAGE (object)->sending);
  g_clear_pointer (&HERALD_INAPP_PAGE (object)->results, g_ptr_array_unref);
  G_OBJECT_CLASS (herald_inapp_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-inapp-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldInappPage, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappPage, composer);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappPage, composer_header);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappPage, lists);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappPage, panel_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappPage, panel_revealer);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappPage, result_list);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappPage, send_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappPage, stack);
  gtk_widget_class_bind_template_callback (widget_class, cancel_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, composer_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, new_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, panel_close_cb);
  gtk_widget_class_bind_template_callback (widget_class, result_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, sendable_changed_cb);
}

static void
herald_inapp_page_class_init (HeraldInappPageClass *klass)
{
  GtkWidgetClass  *widget_class = GTK_WIDGET_CLASS (klass);
  HeraldPageClass *page_class = HERALD_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_inapp_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = herald_inapp_page_finalize;
  page_class->session_changed = herald_inapp_page_session_changed;
  page_class->refresh = herald_inapp_page_refresh;
  page_class->go_back = herald_inapp_page_go_back;
  page_class->open = herald_inapp_page_open;
  page_class->focus_search = herald_inapp_page_focus_search;
  page_class->create_new = herald_inapp_page_create_new;
  g_type_ensure (HERALD_TYPE_INAPP_COMPOSER);
  gtk_widget_class_install_action (widget_class, "inapp.send", NULL, send_action);
  bind_template (widget_class);
}

static void
herald_inapp_page_init (HeraldInappPage *self)
{
  GtkWidget *drafts = herald_drafts_view_new (HERALD_DRAFT_INAPP);
  GtkWidget *sent = herald_inapp_sent_view_new ();

  self->results = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->drafts = HERALD_DRAFTS_VIEW (drafts);
  self->sent = HERALD_INAPP_SENT_VIEW (sent);
  self->draft = herald_open_draft_new (self->composer_header, self->drafts);
  gtk_stack_add_titled (self->lists, drafts, "drafts", _("Drafts"));
  gtk_stack_add_titled (self->lists, sent, "sent", _("Sent"));
  g_signal_connect_object (self->drafts, "open", G_CALLBACK (open_draft_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->drafts, "create", G_CALLBACK (new_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  herald_accels_add_send (GTK_WIDGET (self), "inapp.send");
  sendable_changed_cb (self);
}

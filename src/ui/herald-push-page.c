/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings drafts, composer and send panel together. The composer stays open whatever a send does,
 * and every change is on its way to the store half a second later. */
#include "config.h"

#include "ui/herald-push-page.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "core/herald-apps.h"
#include "ui/herald-accels.h"
#include "ui/herald-open-draft.h"
#include "ui/herald-page-header.h"
#include "ui/herald-push-composer.h"
#include "ui/herald-push-send-panel.h"
#include "ui/herald-toast.h"

#include <glib/gi18n.h>

struct _HeraldPushPage
{
  HeraldPage parent_instance;

  HeraldOpenDraft  *draft;     /* (owned) */
  HeraldDraftsView *drafts;    /* (unowned): child */
  HeraldSession    *connected; /* (unowned) (nullable): weak: whose signals are followed */
  gboolean          opening;   /* what the composer tells is not an edit */

  HeraldPushComposer  *composer;
  HeraldPageHeader    *composer_header;
  GtkBox              *list_box;
  HeraldPushSendPanel *panel;
  GtkRevealer         *panel_revealer;
  GtkButton           *send_button;
  GtkStack            *stack;
};

G_DEFINE_FINAL_TYPE (HeraldPushPage, herald_push_page, HERALD_TYPE_PAGE)

/* What the list calls the draft: its name, else its first words. */
static char *
describe_draft (HeraldPushPage *self)
{
  HeraldPushMessage *message = herald_push_composer_get_message (self->composer);
  const char *const  texts[] = { herald_push_message_get (message, HERALD_PUSH_NAME),
                                 herald_push_message_get (message, HERALD_PUSH_TITLE),
                                 herald_push_message_get (message, HERALD_PUSH_MESSAGE_TEXT) };

  return herald_open_draft_dup_name (texts, G_N_ELEMENTS (texts));
}

/* A draft is the message and, beside its members, the app it is written for. */
static char *
write_draft (HeraldPushPage *self)
{
  g_autofree char *json =
    herald_push_message_to_json (herald_push_composer_get_message (self->composer));
  g_autoptr (JsonNode) node = herald_json_parse (json, -1, NULL);
  HeraldApp *app = herald_push_composer_get_app (self->composer);

  if (node == NULL || app == NULL)
    return g_steal_pointer (&json);
  json_object_set_string_member (json_node_get_object (node), "app",
                                 herald_app_get (app, HERALD_APP_ID));
  return herald_json_write (node, FALSE);
}

static char *
read_draft_app (const char *json)
{
  g_autoptr (JsonNode) node = herald_json_parse (json, -1, NULL);
  const char *app_id = NULL;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node) ||
      !herald_json_read_string (json_node_get_object (node), "app", HERALD_JSON_OPTIONAL, &app_id,
                                NULL))
    return NULL;
  return g_strdup (app_id);
}

static void
update_title (HeraldPushPage *self)
{
  g_autofree char *name = describe_draft (self);

  herald_page_header_set_title (self->composer_header, *name != '\0' ? name : _("New Push"));
}

static void
composer_changed_cb (HeraldPushPage *self)
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
sendable_changed_cb (HeraldPushPage *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "push.send-test",
                                 herald_push_composer_is_sendable (self->composer));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->send_button),
                               herald_push_composer_get_obstacle (self->composer));
}

static void
show_composer (HeraldPushPage *self, HeraldDraft *draft, HeraldPushMessage *message)
{
  g_autofree char *app_id = read_draft_app (herald_draft_get_json (draft));

  self->opening = TRUE;
  herald_push_composer_set_message (self->composer, message);
  if (app_id != NULL)
    herald_push_composer_select_app (self->composer, app_id);
  self->opening = FALSE;
  herald_open_draft_open (self->draft, herald_page_get_session (HERALD_PAGE (self)), draft);
  gtk_revealer_set_reveal_child (self->panel_revealer, FALSE);
  update_title (self);
  gtk_stack_set_visible_child_name (self->stack, "composer");
  gtk_widget_child_focus (GTK_WIDGET (self->composer), GTK_DIR_TAB_FORWARD);
}

static void
open_draft_cb (HeraldPushPage *self, HeraldDraft *draft)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldPushMessage) message =
    herald_push_message_from_json (herald_draft_get_json (draft), &error);

  if (message == NULL)
    {
      herald_toast_show_error (GTK_WIDGET (self), _("The draft could not be opened"), error);
      return;
    }
  /* A copy bears the name that the list gave it. */
  if (*herald_push_message_get (message, HERALD_PUSH_NAME) != '\0')
    herald_push_message_set (message, HERALD_PUSH_NAME, herald_draft_get_name (draft));
  show_composer (self, draft, message);
}

static gboolean
create_draft (HeraldPushPage *self)
{
  g_autoptr (HeraldPushMessage) message = herald_push_message_new ();
  g_autoptr (HeraldDraft) draft = herald_draft_new (HERALD_DRAFT_PUSH, "", "{}");

  if (herald_page_get_session (HERALD_PAGE (self)) == NULL)
    return FALSE;
  show_composer (self, draft, message);
  return TRUE;
}

static void
new_clicked_cb (HeraldPushPage *self)
{
  create_draft (self);
}

static void
panel_close_cb (HeraldPushPage *self)
{
  gtk_revealer_set_reveal_child (self->panel_revealer, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->send_button));
}

static void
send_test_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldPushPage *self = HERALD_PUSH_PAGE (widget);

  if (!herald_open_draft_is_open (self->draft))
    return;
  herald_open_draft_flush (self->draft);
  gtk_revealer_set_reveal_child (self->panel_revealer, TRUE);
  herald_push_send_panel_open (self->panel, self->composer);
}

static void
list_got_apps_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldPushPage) self = HERALD_PUSH_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) apps = herald_apps_list_finish (HERALD_SESSION (source), result, &error);

  if (herald_error_is_cancelled (error) ||
      herald_page_get_session (HERALD_PAGE (self)) != HERALD_SESSION (source))
    return;
  if (apps == NULL)
    {
      herald_toast_show_error (GTK_WIDGET (self), _("The apps could not be read"), error);
      return;
    }
  self->opening = TRUE;
  herald_push_composer_set_apps (self->composer, apps);
  self->opening = FALSE;
}

static void
load_apps (HeraldPushPage *self)
{
  HeraldSession *session = herald_page_get_session (HERALD_PAGE (self));

  if (session != NULL)
    herald_apps_list_async (session, herald_page_get_cancellable (HERALD_PAGE (self)),
                            list_got_apps_cb, g_object_ref (self));
}

static void
apps_changed_cb (HeraldPushPage *self)
{
  load_apps (self);
}

static void
show_list (HeraldPushPage *self)
{
  herald_open_draft_close (self->draft);
  gtk_revealer_set_reveal_child (self->panel_revealer, FALSE);
  gtk_stack_set_visible_child_name (self->stack, "list");
}

static void
herald_push_page_session_changed (HeraldPage *page)
{
  HeraldPushPage *self = HERALD_PUSH_PAGE (page);
  HeraldSession  *session = herald_page_get_session (page);

  show_list (self);
  if (self->connected != NULL)
    g_signal_handlers_disconnect_by_func (self->connected, apps_changed_cb, self);
  g_set_weak_pointer (&self->connected, session);
  if (session != NULL)
    g_signal_connect_object (session, "apps-changed", G_CALLBACK (apps_changed_cb), self,
                             G_CONNECT_SWAPPED);
  herald_push_composer_forget_apps (self->composer);
  herald_drafts_view_set_session (self->drafts, session, herald_page_get_cancellable (page));
  herald_push_send_panel_set_session (self->panel, session, herald_page_get_cancellable (page));
  load_apps (self);
}

static void
herald_push_page_refresh (HeraldPage *page)
{
  herald_drafts_view_reload (HERALD_PUSH_PAGE (page)->drafts);
  load_apps (HERALD_PUSH_PAGE (page));
}

static gboolean
herald_push_page_go_back (HeraldPage *page)
{
  HeraldPushPage *self = HERALD_PUSH_PAGE (page);

  if (!herald_open_draft_is_open (self->draft))
    return FALSE;
  show_list (self);
  herald_drafts_view_reload (self->drafts);
  return TRUE;
}

static void
herald_push_page_open (HeraldPage *page, const char *target)
{
  if (g_strcmp0 (target, "new") == 0)
    create_draft (HERALD_PUSH_PAGE (page));
}

static gboolean
herald_push_page_focus_search (HeraldPage *page)
{
  return herald_drafts_view_focus_search (HERALD_PUSH_PAGE (page)->drafts);
}

static gboolean
herald_push_page_create_new (HeraldPage *page)
{
  return create_draft (HERALD_PUSH_PAGE (page));
}

static void
herald_push_page_dispose (GObject *object)
{
  HeraldPushPage *self = HERALD_PUSH_PAGE (object);

  herald_open_draft_close (self->draft);
  g_clear_weak_pointer (&self->connected);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (herald_push_page_parent_class)->dispose (object);
}

static void
herald_push_page_finalize (GObject *object)
{
  g_clear_object (&HERALD_PUSH_PAGE (object)->draft);
  G_OBJECT_CLASS (herald_push_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-push-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldPushPage, composer);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushPage, composer_header);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushPage, list_box);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushPage, panel);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushPage, panel_revealer);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushPage, send_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushPage, stack);
  gtk_widget_class_bind_template_callback (widget_class, composer_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, new_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, panel_close_cb);
  gtk_widget_class_bind_template_callback (widget_class, sendable_changed_cb);
}

static void
herald_push_page_class_init (HeraldPushPageClass *klass)
{
  GtkWidgetClass  *widget_class = GTK_WIDGET_CLASS (klass);
  HeraldPageClass *page_class = HERALD_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_push_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = herald_push_page_finalize;
  page_class->session_changed = herald_push_page_session_changed;
  page_class->refresh = herald_push_page_refresh;
  page_class->go_back = herald_push_page_go_back;
  page_class->open = herald_push_page_open;
  page_class->focus_search = herald_push_page_focus_search;
  page_class->create_new = herald_push_page_create_new;
  g_type_ensure (HERALD_TYPE_PUSH_COMPOSER);
  g_type_ensure (HERALD_TYPE_PUSH_SEND_PANEL);
  gtk_widget_class_install_action (widget_class, "push.send-test", NULL, send_test_action);
  bind_template (widget_class);
}

/* Beside a short title there is no room for two words. */
static void
folded_changed_cb (HeraldPushPage *self)
{
  gtk_button_set_label (self->send_button,
                        herald_page_get_folded (HERALD_PAGE (self)) ? _("_Send…")
                                                                    : _("_Send Test…"));
}

static void
herald_push_page_init (HeraldPushPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->drafts = HERALD_DRAFTS_VIEW (herald_drafts_view_new (HERALD_DRAFT_PUSH));
  gtk_widget_set_vexpand (GTK_WIDGET (self->drafts), TRUE);
  gtk_box_append (self->list_box, GTK_WIDGET (self->drafts));
  self->draft = herald_open_draft_new (self->composer_header, self->drafts);
  g_signal_connect_object (self->drafts, "open", G_CALLBACK (open_draft_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->drafts, "create", G_CALLBACK (new_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::folded", G_CALLBACK (folded_changed_cb), NULL);
  herald_accels_add_send (GTK_WIDGET (self), "push.send-test");
  sendable_changed_cb (self);
}

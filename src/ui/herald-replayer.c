/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading again needs no question; writing again does. */
#include "config.h"

#include "ui/herald-replayer.h"

#include "core/herald-replay.h"
#include "ui/herald-toast.h"

#include <adwaita.h>
#include <glib/gi18n.h>

typedef struct
{
  GtkWidget         *widget;   /* (owned) */
  HeraldSession     *session;  /* (owned) */
  HeraldExchange    *exchange; /* (owned) */
  HeraldReplayedFunc replayed;
} Replay;

static void
replay_free (Replay *replay)
{
  g_clear_object (&replay->widget);
  g_clear_object (&replay->session);
  g_clear_object (&replay->exchange);
  g_free (replay);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Replay, replay_free)

static void
replay_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Replay) replay = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldExchange) exchange =
    herald_replay_finish (HERALD_SESSION (source), result, &error);

  if (exchange == NULL)
    herald_toast_show_error (replay->widget, _("The request could not be sent again"), error);
  else
    replay->replayed (replay->widget, exchange);
}

/* Takes @replay. */
static void
run (Replay *replay)
{
  herald_replay_async (replay->session, replay->exchange,
                       herald_session_get_cancellable (replay->session), replay_done_cb, replay);
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  g_autoptr (Replay) replay = user_data;

  if (g_str_equal (response, "send"))
    run (g_steal_pointer (&replay));
}

static void
ask (Replay *replay)
{
  GtkRoot         *root = gtk_widget_get_root (replay->widget);
  g_autofree char *body = NULL;
  GtkWidget       *dialog;

  /* Translators: a method and an address, such as “POST /api/…”. */
  body =
    g_strdup_printf (_("“%s %s” may change what the emulator holds, as it did the first time."),
                        herald_exchange_get_method (replay->exchange),
                        herald_exchange_get_url (replay->exchange));
  dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                   _("Send the Request Again?"), body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel",
                                    _("_Cancel"), "send", _("_Send Again"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "send",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "send");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), replay);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * herald_replayer_run:
 * @widget: who asks
 * @session: the emulator's
 * @exchange: what to send again
 * @replayed: called with the new exchange
 */
void
herald_replayer_run (GtkWidget         *widget,
                     HeraldSession     *session,
                     HeraldExchange    *exchange,
                     HeraldReplayedFunc replayed)
{
  Replay *replay;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (HERALD_IS_EXCHANGE (exchange));
  g_return_if_fail (replayed != NULL);

  replay = g_new0 (Replay, 1);
  replay->widget = g_object_ref (widget);
  replay->session = g_object_ref (session);
  replay->exchange = g_object_ref (exchange);
  replay->replayed = replayed;
  if (herald_replay_is_harmless (exchange))
    run (replay);
  else
    ask (replay);
}

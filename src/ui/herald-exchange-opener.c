/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads an exchange from the history and shows it. */
#include "config.h"

#include "ui/herald-exchange-opener.h"

#include "core/herald-history.h"
#include "ui/herald-exchange-view.h"
#include "ui/herald-toast.h"

#include <glib/gi18n.h>

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) widget = GTK_WIDGET (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldExchange) exchange =
    herald_history_load_exchange_finish (HERALD_SESSION (source), result, &error);

  if (exchange == NULL)
    herald_toast_show_error (widget, _("The exchange could not be read"), error);
  else
    herald_exchange_view_present (widget, exchange);
}

/**
 * herald_exchange_open:
 * @widget: any widget of the window below
 * @session: whose store keeps the exchange
 * @exchange_id: its id
 */
void
herald_exchange_open (GtkWidget *widget, HeraldSession *session, gint64 exchange_id)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (HERALD_IS_SESSION (session));

  herald_history_load_exchange_async (session, exchange_id,
                                      herald_session_get_cancellable (session), loaded_cb,
                                      g_object_ref (widget));
}

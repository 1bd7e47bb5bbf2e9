/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks before a mobile app configuration is deleted, and says how many devices lose their pushes.
 */
#pragma once

#include <gtk/gtk.h>

#include "core/herald-session.h"
#include "model/herald-app.h"

G_BEGIN_DECLS

/* An AdwMessageDialog whose response is “delete” when the app may go; not yet presented.
 * @cancellable ends the counting of devices. */
GtkWindow *herald_app_delete_dialog_new (GtkWindow     *parent,
                                         HeraldSession *session,
                                         HeraldApp     *app,
                                         GCancellable  *cancellable);

G_END_DECLS

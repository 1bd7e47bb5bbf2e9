/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The notification centre of one system user, as that user sees it in the app. */
#pragma once

#include <adwaita.h>

#include "core/herald-session.h"
#include "model/herald-system-user.h"

G_BEGIN_DECLS

#define HERALD_TYPE_INAPP_CENTRE (herald_inapp_centre_get_type ())
G_DECLARE_FINAL_TYPE (HeraldInappCentre, herald_inapp_centre, HERALD, INAPP_CENTRE, AdwBin)

GtkWidget *herald_inapp_centre_new (void);
void       herald_inapp_centre_set_session (HeraldInappCentre *self,
                                            HeraldSession     *session,
                                            GCancellable      *cancellable);
void       herald_inapp_centre_set_user (HeraldInappCentre *self, HeraldSystemUser *user);
/* Users and notifications are others now. */
void  herald_inapp_centre_forget_user (HeraldInappCentre *self);
void  herald_inapp_centre_reload (HeraldInappCentre *self);
guint herald_inapp_centre_get_n_cards (HeraldInappCentre *self);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is subscribed to which FCM topic. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

gboolean herald_emulator_fcm_topics_attach (HeraldEmulatorSite *site, GError **error);
/* Returns: (transfer full) (element-type utf8): living tokens; one of @topic and @condition is
 * NULL.
 */
GPtrArray *herald_emulator_fcm_topics_find (HeraldEmulatorSite *site,
                                            const char         *project_id,
                                            const char         *topic,
                                            const char         *condition,
                                            GError            **error);

G_END_DECLS

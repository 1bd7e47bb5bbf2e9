/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The links of a push that count the click and lead on to their target. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

gboolean herald_emulator_redirect_attach (HeraldEmulatorSite *site, GError **error);
/* Whether @target may be the target of a link: an absolute address of http or https. */
gboolean herald_emulator_redirect_is_target (const char *target);
/* Returns: (transfer full): the link to put into the push */
char *herald_emulator_redirect_issue (HeraldEmulatorSite *site,
                                      const char         *tracking_id,
                                      const char         *device_token,
                                      const char         *target,
                                      GError            **error);

G_END_DECLS

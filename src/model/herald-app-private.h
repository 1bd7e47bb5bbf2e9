/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the validation of an app sees beside its fields. */
#pragma once

#include "model/herald-app.h"
#include "model/herald-issue.h"

G_BEGIN_DECLS

const char *herald_app_get_file_key_id (HeraldApp *self);
gboolean    herald_app_is_touched (HeraldApp *self, HeraldPlatform platform);
gboolean    herald_app_is_hidden (HeraldApp *self, HeraldAppField secret);

G_END_DECLS

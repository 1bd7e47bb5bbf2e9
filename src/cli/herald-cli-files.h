/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What commands read from files: secrets, lists, messages and configurations. */
#pragma once

#include "model/herald-app.h"
#include "model/herald-inapp-message.h"
#include "model/herald-push-message.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* “-” is standard input everywhere. */
GBytes *herald_cli_files_read (const char *path, GError **error);
/* Without the line end; free with herald_secret_free(). */
char    *herald_cli_files_read_secret (const char *path, GError **error);
char   **herald_cli_files_read_lines (const char *path, GError **error);
gboolean herald_cli_files_read_app (const char *path, HeraldApp *app, GError **error);
gboolean herald_cli_files_import_key (HeraldApp *app, const char *path, GError **error);
gboolean herald_cli_files_import_service_account (HeraldApp *app, const char *path, GError **error);

G_END_DECLS

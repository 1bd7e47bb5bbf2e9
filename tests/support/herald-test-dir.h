/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A private folder for one test, removed with all that is in it. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char *herald_test_dir_new (void);
void  herald_test_dir_remove (const char *path);
char *herald_test_data_path (const char *name);

G_END_DECLS

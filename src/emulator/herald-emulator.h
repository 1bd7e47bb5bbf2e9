/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The remote services on 127.0.0.1, on a thread of their own. Only the two programs include this.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HERALD_TYPE_EMULATOR (herald_emulator_get_type ())
G_DECLARE_FINAL_TYPE (HeraldEmulator, herald_emulator, HERALD, EMULATOR, GObject)

typedef struct
{
  const char *dir;       /* folder for keys, CA and rows; NULL only with in_memory */
  guint16     http_port; /* 0: that of the folder's last start, or a free one; also below */
  guint16     https_port;
  guint16     h2_port;
  const char *seed;      /* (nullable): used when the folder is new; "demo" by default */
  gboolean    in_memory; /* rows are gone at the end; keys go to a temporary folder */
} HeraldEmulatorOptions;

HeraldEmulator *herald_emulator_new (const HeraldEmulatorOptions *options);
/* Starts the thread and the three listeners; fails with CONFLICT when another process serves @dir.
 */
void     herald_emulator_start_async (HeraldEmulator     *self,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
gboolean herald_emulator_start_finish (HeraldEmulator *self, GAsyncResult *result, GError **error);
/* The ready line: one JSON object without a line end. */
const char *herald_emulator_get_ready_line (HeraldEmulator *self);
gboolean    herald_emulator_has_moved (HeraldEmulator *self);
/* Stops the listeners, ends the thread and waits for it. */
void herald_emulator_stop (HeraldEmulator *self);
/* The ready line of an emulator that another process runs on @dir, or NULL when none answers. */
char *herald_emulator_find_running (const char *dir);

G_END_DECLS

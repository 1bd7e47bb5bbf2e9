/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Typed task data: the author writes a struct and its clear function, and no cast. */
#pragma once

#include <gio/gio.h>

/**
 * HERALD_DEFINE_TASK_DATA:
 * @Type: a struct type, such as `LookupTask`
 * @prefix: the lower-case stem for the generated functions, such as `lookup_task`
 * @clear: a function `void clear (Type *)` that releases the members
 *
 * Generates `prefix_attach (GTask *)`, which allocates a zeroed struct, gives it to the task and
 * returns it (unowned), and `prefix_get (GTask *)`. The task frees it.
 */
#define HERALD_DEFINE_TASK_DATA(Type, prefix, clear)                                               \
  static void prefix##_free (gpointer data)                                                        \
  {                                                                                                \
    clear ((Type *) data);                                                                         \
    g_free (data);                                                                                 \
  }                                                                                                \
  G_GNUC_UNUSED static Type *prefix##_attach (GTask *task)                                         \
  {                                                                                                \
    g_task_set_task_data (task, g_new0 (Type, 1), prefix##_free);                                  \
    return (Type *) g_task_get_task_data (task);                                                   \
  }                                                                                                \
  G_GNUC_UNUSED static Type *prefix##_get (GTask *task)                                            \
  {                                                                                                \
    return (Type *) g_task_get_task_data (task);                                                   \
  }

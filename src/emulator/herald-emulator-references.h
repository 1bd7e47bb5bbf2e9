/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the requests of a change set wrote, for those that refer to them by Content-ID. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HeraldEmulatorReferences HeraldEmulatorReferences;

HeraldEmulatorReferences *herald_emulator_references_new (void);
void                      herald_emulator_references_free (HeraldEmulatorReferences *self);
void                      herald_emulator_references_add (HeraldEmulatorReferences *self,
                                                          const char               *content_id,
                                                          const char               *url);
char                     *herald_emulator_references_resolve (HeraldEmulatorReferences *self,
                                                              const char               *text,
                                                              GError                  **error);
GBytes                   *herald_emulator_references_resolve_body (HeraldEmulatorReferences *self,
                                                                   GBytes                   *body,
                                                                   GError                  **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorReferences, herald_emulator_references_free)

G_END_DECLS

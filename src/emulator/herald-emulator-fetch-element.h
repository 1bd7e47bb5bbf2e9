/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FetchXML as a tree of elements, each where it may stand and with attributes that it may have. */
#pragma once

#include "emulator/herald-emulator-refusal.h"

G_BEGIN_DECLS

typedef struct
{
  char      *name;     /* (owned) */
  GStrv      names;    /* (owned): of its attributes */
  GStrv      values;   /* (owned) */
  GString   *text;     /* (owned) (nullable): of a <value> */
  GPtrArray *children; /* (element-type HeraldEmulatorFetchElement) (owned) */
} HeraldEmulatorFetchElement;

HeraldEmulatorFetchElement *herald_emulator_fetch_element_parse (const char *xml, GError **error);
void                        herald_emulator_fetch_element_free (HeraldEmulatorFetchElement *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorFetchElement, herald_emulator_fetch_element_free)

const char *
herald_emulator_fetch_element_get (const HeraldEmulatorFetchElement *self, const char *name);
const char *herald_emulator_fetch_element_require (const HeraldEmulatorFetchElement *self,
                                                   const char                       *name,
                                                   GError                          **error);
gboolean    herald_emulator_fetch_element_read_flag (const HeraldEmulatorFetchElement *self,
                                                     const char                       *name,
                                                     gboolean                         *flag,
                                                     GError                          **error);
/* @number stays as it is where the attribute is absent. */
gboolean herald_emulator_fetch_element_read_number (const HeraldEmulatorFetchElement *self,
                                                    const char                       *name,
                                                    gint64                           *number,
                                                    GError                          **error);
/* Sets the refusal and returns FALSE. */
gboolean
herald_emulator_fetch_refuse (HeraldEmulatorRefusal code, GError **error, const char *format, ...)
  G_GNUC_PRINTF (3, 4);

G_END_DECLS

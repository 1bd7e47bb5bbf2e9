/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

void herald_sqlite_locks_hold (void);

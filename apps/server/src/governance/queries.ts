import { GUARDIANSHIP, PLATFORM, type GuardianshipRoom, type PlatformRoom } from '@zhaobiao/domain';
import type pg from 'pg';
import { streamState } from '../http/stream-state.ts';

export const platformRoom = async (pool: pg.Pool): Promise<PlatformRoom | undefined> => (await streamState<PlatformRoom>(pool, PLATFORM))?.room;

export const guardianshipRoom = async (pool: pg.Pool): Promise<GuardianshipRoom | undefined> => (await streamState<GuardianshipRoom>(pool, GUARDIANSHIP))?.room;

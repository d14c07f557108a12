/** What makes a machine an agent of this controller, as this browser reaches it. */
export function agentCommand(token: string): string {
  return `squall agent --controller ${location.origin} --token ${token}`;
}

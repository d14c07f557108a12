import './brand.css';
import { Link } from 'wouter';
import mark from '../design/mark.svg';

export function Brand() {
  return (
    <Link href="/" className="brand">
      <img src={mark} alt="" width="22" height="22" />
      Squall
    </Link>
  );
}
